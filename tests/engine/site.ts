import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createService } from '../../pkg/datasource/create-service.ts';
import type { Frame } from '../../pkg/model/frame.ts';
import type { QueryResult, RequestContext, Service } from '../../pkg/datasource/service.ts';

/** A data source over files in a folder of its own, with the real engine, for tests that cross rooms. */
export interface Site {
  readonly root: string;
  readonly data: string;
  readonly service: Service;
  settings: Record<string, unknown>;
  secrets: Record<string, string>;
  /** What the service takes for the time, in ms since the epoch. */
  now: number;
  write(name: string, content: string | Uint8Array): Promise<string>;
  context(): RequestContext;
  ask(query: unknown, range: Range, headers?: RequestContext['headers']): Promise<QueryResult>;
  askAll(
    queries: Readonly<Record<string, unknown>>,
    range: Range,
    headers?: RequestContext['headers']
  ): Promise<ReadonlyMap<string, QueryResult>>;
  end(): Promise<void>;
}

export interface Range {
  readonly from: string;
  /** Last day included. */
  readonly to: string;
}

const live = new AbortController().signal;

export async function openSite(now = '2030-01-01T00:00:00Z'): Promise<Site> {
  const root = await realpath(await mkdtemp(path.join(os.tmpdir(), 'site-')));
  const data = path.join(root, 'data');
  await mkdir(data);
  const service = createService({
    allowed: [data],
    cachePath: path.join(root, 'cache'),
    buildRollups: false,
    log: { info: () => undefined, warn: () => undefined },
    now: () => site.now,
  });
  const site: Site = {
    root,
    data,
    service,
    secrets: {},
    now: Date.parse(now),
    settings: {
      connections: [{ name: 'exports', type: 'files', path: data }],
      costs: [{ name: 'cloud', connection: 'exports', format: 'focus', location: 'focus' }],
      dimensions: [{ name: 'team', from: ['tag:team'] }],
    },
    write: async (name, content) => {
      const file = path.join(data, name);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, content);
      return file;
    },
    context: () => ({
      dataSource: { uid: 'u', name: 'n', jsonData: JSON.stringify(site.settings), secureJsonData: site.secrets },
      headers: {},
    }),
    ask: async (query, range, headers) => (await site.askAll({ A: query }, range, headers)).get('A') ?? { frames: [] },
    askAll: (queries, range, headers = {}) =>
      service.queryData(
        { ...site.context(), headers },
        Object.entries(queries).map(([refId, query]) => ({
          refId,
          json: JSON.stringify(query),
          from: Date.parse(`${range.from}T00:00:00Z`),
          to: Date.parse(`${range.to}T23:59:59Z`),
        })),
        live
      ),
    end: async () => {
      await service.close();
      await rm(root, { recursive: true });
    },
  };
  return site;
}

export function framesOf(result: QueryResult | undefined): readonly Frame[] {
  if (result === undefined || 'error' in result) {
    throw result?.error ?? new Error('not answered');
  }
  return result.frames;
}

export function messageOf(result: QueryResult | undefined): string {
  return result !== undefined && 'error' in result ? result.error.message : 'no error';
}

/** Numbers by legend name; null where there is none. */
export function numbersOf(result: QueryResult | undefined): Record<string, (number | null)[]> {
  return Object.fromEntries(
    framesOf(result).flatMap(({ fields }) =>
      fields.flatMap(({ name, config, column }) =>
        column.type === 'number'
          ? [
              [
                config?.displayNameFromDS ?? name,
                Array.from(column.values, (value, i) => (column.valid?.[i] === 0 ? null : value)),
              ] as const,
            ]
          : []
      )
    )
  );
}

/** FOCUS charges as CSV: day, cost, team, and what else is given by column. */
export function focusCsv(charges: readonly Readonly<Record<string, string | number>>[]): string {
  const columns = [
    'ChargePeriodStart',
    'ChargePeriodEnd',
    'BilledCost',
    'EffectiveCost',
    'BillingCurrency',
    'ChargeCategory',
    'Tags',
  ];
  const lines = charges.map(({ day, cost, team, ...more }) => {
    const next = new Date(Date.parse(`${String(day)}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
    const row: Record<string, string | number | undefined> = {
      ChargePeriodStart: `${String(day)} 00:00:00`,
      ChargePeriodEnd: `${next} 00:00:00`,
      BilledCost: cost,
      EffectiveCost: cost,
      BillingCurrency: 'USD',
      ChargeCategory: 'Usage',
      Tags: team === undefined ? 'NULL' : `"{""team"": ""${String(team)}""}"`,
      ...more,
    };
    return columns.map((column) => row[column] ?? 'NULL').join(',');
  });
  return [columns.join(','), ...lines, ''].join('\n');
}
