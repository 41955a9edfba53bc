import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { costDataset, type CostDataset } from '../model/cost-dataset.ts';
import type { Dimension } from '../model/dimension.ts';
import { ConnectionSecrets } from '../model/secrets.ts';
import { createConnectionFiles } from '../storage/connection-files.ts';
import { createDuckDbEngine } from '../storage/duckdb-engine.ts';
import type { SqlEngine } from '../storage/engine.ts';
import { createFileAccess } from '../storage/local-files.ts';
import type { CostAnswer, CostRequest } from './cost-source.ts';
import { createCostSource, type FilesCostSource } from './files-cost-source.ts';

/** A folder of bills with its own engine and cache, for tests. */
export interface TestBills {
  readonly root: string;
  readonly cache: string;
  readonly engine: SqlEngine;
  readonly source: FilesCostSource;
  /** Messages of the injected log. */
  readonly logged: string[];
  write(name: string, content: string | Uint8Array): Promise<string>;
  /** Writes a Parquet file from the rows of a SELECT. */
  parquet(name: string, select: string): Promise<void>;
  /** Another process's view of the same folders. */
  another(engine?: SqlEngine): FilesCostSource;
  close(): Promise<void>;
}

export async function openTestBills(): Promise<TestBills> {
  const base = await mkdtemp(path.join(tmpdir(), 'unit-economics-cost-'));
  const root = path.join(base, 'bills');
  const cache = path.join(base, 'cache');
  await mkdir(root);
  await mkdir(cache, { mode: 0o700 });
  const local = await createFileAccess([root]);
  const files = createConnectionFiles({ files: local, cacheDirectory: cache, now: Date.now });
  const engine = createDuckDbEngine({ allowed: local.allowed, cacheDirectory: cache, threads: 2 });
  // What writes the files may write where the engine under test may only read.
  const writer = createDuckDbEngine({ allowed: [base], cacheDirectory: cache, threads: 1 });
  const logged: string[] = [];
  const log = {
    info: (_: unknown, message: string) => void logged.push(message),
    warn: (_: unknown, message: string) => void logged.push(message),
  };
  const open = (its = engine): FilesCostSource => createCostSource({ files, engine: its, log, listingMs: 0 });
  const source = open();
  return {
    root,
    cache,
    engine,
    source,
    logged,
    write: async (name, content) => {
      const file = path.join(root, name);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, content);
      return file;
    },
    parquet: async (name, select) => {
      await mkdir(path.dirname(path.join(root, name)), { recursive: true });
      await writer.run(`COPY (${select}) TO '${path.join(root, name)}' (FORMAT parquet)`, [], never);
    },
    another: open,
    close: async () => {
      await source.close();
      await engine.close();
      await writer.close();
      await rm(base, { recursive: true, force: true });
    },
  };
}

export const never = new AbortController().signal;

export function dataset(location: string, more: Partial<CostDataset> = {}): CostDataset {
  return { ...costDataset.parse({ name: 'cloud', connection: 'exports', format: 'focus', location }), ...more };
}

export function dimension(name: string, more: Partial<Dimension>): Dimension {
  return { name, from: [], values: {}, rules: [], rest: 'unattributed', ...more };
}

/** Days since 1970-01-01. */
export function day(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / 86_400_000;
}

/** Everything of a folder's dataset in 2024, unless told otherwise. */
export function request(
  bills: Pick<TestBills, 'root'>,
  location: string,
  more: Partial<CostRequest> = {}
): CostRequest {
  return {
    dataset: dataset(location),
    connection: { name: 'exports', type: 'files', path: bills.root },
    secrets: new ConnectionSecrets(),
    timezone: 'UTC',
    measure: 'BilledCost',
    chargeCategories: [],
    groupBy: [],
    filters: [],
    days: { from: day('2024-01-01'), to: day('2025-01-01') },
    grain: 'day',
    dimensions: [],
    ...more,
  };
}

/** Amounts by `date` or `date group`, the group's absent values as `-`. */
export function byDay(answer: CostAnswer): Record<string, number> {
  return byTime(answer, (time) => new Date(time * 86_400_000).toISOString().slice(0, 10));
}

/** Amounts by `2024-03-01T14:00Z` or `2024-03-01T14:00Z group`. */
export function byHour(answer: CostAnswer): Record<string, number> {
  return byTime(answer, (time) => new Date(time).toISOString().replace(':00.000Z', 'Z'));
}

function byTime(answer: CostAnswer, text: (time: number) => string): Record<string, number> {
  const entries = [...answer.amounts].map((amount, index) => {
    const key = (answer.keys[answer.groups[index] ?? 0] ?? []).map((value) => value ?? '-');
    return [[text(answer.times[index] ?? NaN), ...key].join(' '), amount] as const;
  });
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Amounts by group over all days. */
export function byGroup(answer: CostAnswer): Record<string, number> {
  const sums: Record<string, number> = {};
  answer.amounts.forEach((amount, index) => {
    const key = (answer.keys[answer.groups[index] ?? 0] ?? []).map((value) => value ?? '-').join(' ');
    sums[key] = (sums[key] ?? 0) + amount;
  });
  return sums;
}
