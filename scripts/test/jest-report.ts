import { z } from 'zod';
import type { Counts } from './counts.ts';

/** What jest writes with `--json --outputFile`, as far as it is counted. */
const report = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numPendingTests: z.int(),
  numTodoTests: z.int(),
  /** Files that could not be loaded: none of their tests is counted elsewhere. */
  numRuntimeErrorTestSuites: z.int(),
});

export function countsOfJestReport(json: string): Counts {
  const found = report.parse(JSON.parse(json));
  return {
    passed: found.numPassedTests,
    failed: found.numFailedTests + found.numRuntimeErrorTestSuites,
    skipped: found.numPendingTests + found.numTodoTests,
  };
}
