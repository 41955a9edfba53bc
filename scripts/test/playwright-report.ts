import { z } from 'zod';
import type { Counts } from './counts.ts';

/** What Playwright's JSON reporter writes, as far as it is counted. */
const report = z.object({
  stats: z.object({ expected: z.int(), unexpected: z.int(), flaky: z.int(), skipped: z.int() }),
  /** What belongs to no test: a file that could not be loaded, a server that did not start. */
  errors: z.array(z.unknown()),
});

/** A test that passed only when it was tried again has failed. */
export function countsOfPlaywrightReport(json: string): Counts {
  const { stats, errors } = report.parse(JSON.parse(json));
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky + errors.length, skipped: stats.skipped };
}
