import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { UnitEconomicsError } from '../../model/errors.ts';
import { ConnectionSecrets } from '../../model/secrets.ts';
import { usageMetricOn } from '../../model/usage-metric.ts';
import { createConnectionFiles } from '../../storage/connection-files.ts';
import { createDuckDbEngine } from '../../storage/duckdb-engine.ts';
import { createFileAccess } from '../../storage/local-files.ts';
import { makeUsageSource } from '../registry.ts';
import type { UsageRequest, UsageSource, UsageTable } from '../usage-source.ts';

/** Files made by hand in a directory of their own, and the real source, engine and file access over them. */
export interface UsageFiles {
  readonly directory: string;
  readonly source: UsageSource;
  /** Returns the name, so that it can be used as a location. */
  file(name: string, content: string | Buffer): string;
  parquet(name: string, sql: string): Promise<string>;
  fetch(location: string, metric?: Record<string, unknown>, rest?: Partial<UsageRequest>): Promise<UsageTable>;
  close(): Promise<void>;
}

export const signal = new AbortController().signal;

export async function openUsageFiles(): Promise<UsageFiles> {
  const directory = realpathSync(mkdtempSync(path.join(tmpdir(), 'usage-')));
  const cacheDirectory = path.join(directory, 'cache');
  mkdirSync(cacheDirectory);
  const engine = createDuckDbEngine({ allowed: [directory], cacheDirectory });
  const local = await createFileAccess([directory]);
  const files = createConnectionFiles({ files: local, cacheDirectory, now: Date.now });
  const source = makeUsageSource({ files, engine, cacheDirectory, now: Date.now });
  const writer = await DuckDBInstance.create(':memory:');
  return {
    directory,
    source,
    file: (name, content) => {
      mkdirSync(path.dirname(path.join(directory, name)), { recursive: true });
      writeFileSync(path.join(directory, name), content);
      return name;
    },
    parquet: async (name, sql) => {
      mkdirSync(path.dirname(path.join(directory, name)), { recursive: true });
      const connection = await writer.connect();
      await connection.run(`COPY (${sql}) TO '${path.join(directory, name)}' (FORMAT parquet)`);
      connection.closeSync();
      return name;
    },
    fetch: (location, metric, rest) => source.fetch(usageRequest(directory, location, metric, rest), signal),
    close: async () => {
      writer.closeSync();
      await engine.close();
      rmSync(directory, { recursive: true });
    },
  };
}

export function usageRequest(
  directory: string,
  location: string,
  metric: Record<string, unknown> = {},
  rest: Partial<UsageRequest> = {}
): UsageRequest {
  return {
    metric: usageMetricOn('files').parse({
      name: 'jobs',
      connection: 'c',
      location,
      dateColumn: 'day',
      valueColumn: 'jobs',
      unit: 'job',
      additivity: 'additive',
      ...metric,
    }),
    connection: { name: 'c', type: 'files', path: directory },
    secrets: new ConnectionSecrets(),
    calendar: { timezone: 'UTC', weekStart: 0, fiscalYearStart: 1 },
    part: 'metric',
    ...rest,
  };
}

/** Days since 1970-01-01. */
export function day(text: string): number {
  return Date.parse(`${text}T00:00:00Z`) / 86_400_000;
}

/** `code: message` of what the work throws; undefined where it throws nothing. */
export function failure(work: Promise<unknown>): Promise<string | undefined> {
  return work.then(
    () => undefined,
    (thrown: unknown) => (thrown instanceof UnitEconomicsError ? `${thrown.code}: ${thrown.message}` : String(thrown))
  );
}
