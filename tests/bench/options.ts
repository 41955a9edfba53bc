import { parseArgs } from 'node:util';

export const parts = ['start', 'warm', 'cost', 'tags', 'digest', 'compute', 'growth', 'large'] as const;
export type Part = (typeof parts)[number];

/** Takes minutes and 1.5 GB of disk: only by its name. */
const byName: readonly Part[] = ['large'];

export interface BenchOptions {
  readonly parts: readonly Part[];
  /** Charges of the three sizes of data, each ten times the one before; the last is what most is measured on. */
  readonly sizes: readonly [number, number, number];
  /** Also write the figures there. */
  readonly json?: string;
}

/** `[quick] [PART ...] [--json FILE]`. Throws in words a person can act on. */
export function benchOptions(args: readonly string[]): BenchOptions {
  const { positionals, values } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { json: { type: 'string' } },
  });
  const named = positionals.filter((word) => word !== 'quick');
  const wrong = named.find((word) => !isPart(word));
  if (wrong !== undefined) {
    throw new Error(
      `There is no part ${wrong} to measure. Parts are ${parts.join(', ')}; quick uses a tenth of the data.`
    );
  }
  return {
    parts: parts.filter((part) => (named.length === 0 ? !byName.includes(part) : named.includes(part))),
    sizes: positionals.includes('quick') ? [10_000, 100_000, 1_000_000] : [100_000, 1_000_000, 10_000_000],
    ...(values.json !== undefined && { json: values.json }),
  };
}

function isPart(word: string): word is Part {
  return parts.some((part) => part === word);
}
