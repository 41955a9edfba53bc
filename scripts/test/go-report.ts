import { z } from 'zod';
import type { Counts } from './counts.ts';
import { failed, passed, skipped, sum } from './counts.ts';

/** One line of `go test -json` (go doc test2json), as far as it is counted. */
const event = z.object({
  Action: z.string(),
  Package: z.string().default(''),
  Test: z.string().optional(),
  Output: z.string().optional(),
});
type Event = z.output<typeof event>;

const byAction: Readonly<Record<string, Counts>> = { pass: passed, fail: failed, skip: skipped };

/** Counts and, for people, what Go printed about what failed. Lines that are no event (a compiler's words) are kept as they are. */
export function readGoReport(lines: string): { readonly counts: Counts; readonly complaints: string } {
  const events: Event[] = [];
  const foreign: string[] = [];
  for (const line of lines.split('\n').filter((text) => text.trim() !== '')) {
    const parsed = line.startsWith('{') ? event.safeParse(JSON.parse(line)) : undefined;
    if (parsed?.success) {
      events.push(parsed.data);
    } else {
      foreign.push(line);
    }
  }
  const ends = events.filter(({ Action }) => Action in byAction);
  const names = new Set(ends.flatMap(({ Package, Test }) => (Test === undefined ? [] : [`${Package} ${Test}`])));
  const parents = new Set([...names].flatMap(parentsOf));
  // A test with subtests is counted by these; a package only when it failed without a failed test: it did not compile, or died.
  const counted = ends.filter(({ Action, Package, Test }) =>
    Test === undefined
      ? Action === 'fail' && !ends.some((end) => end.Test && end.Package === Package && end.Action === 'fail')
      : !parents.has(`${Package} ${Test}`)
  );
  const bad = new Set(
    ends.filter(({ Action }) => Action === 'fail').map(({ Package, Test }) => `${Package} ${Test ?? ''}`)
  );
  const said = events.filter(
    ({ Action, Package, Test, Output }) => Output && (Action === 'build-output' || bad.has(`${Package} ${Test ?? ''}`))
  );
  return {
    counts: sum(counted.map(({ Action }) => byAction[Action] ?? failed)),
    complaints: [...foreign, ...said.map(({ Output = '' }) => Output.trimEnd())].join('\n'),
  };
}

function parentsOf(name: string): string[] {
  const parts = name.split('/');
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'));
}

/** Whether `go version` names at least the given 1.x release. */
export function isGoAtLeast(versionText: string, minor: number): boolean {
  const found = /\bgo1\.(\d+)/.exec(versionText)?.[1];
  return found !== undefined && Number(found) >= minor;
}
