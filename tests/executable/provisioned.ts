import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { DataSources } from '../../preview/server/data-sources.ts';
import { GrafanaApi } from '../../preview/server/grafana-api.ts';
import { PluginProcess } from '../../preview/server/plugin-process.ts';
import { readDataSources } from '../../preview/server/provisioning.ts';
import { executableName } from '../../scripts/build/build.ts';
import { makeSampleData } from '../../scripts/sample-data/make.ts';
import type { Story } from '../../scripts/sample-data/story.ts';

/**
 * Whatever is provisioned, asked as Grafana asks it, through the executable and over the sample data of one day: the first
 * month is July 2025 and the last July 2026. Numbers are those of SQL over the same files.
 */
export const today = '2026-08-21';
export const day = 86_400_000;
export const ranges = {
  /** now-13M/M to now-1M/M */
  dashboard: { from: Date.parse('2025-07-01'), to: Date.parse('2026-08-01') - 1 },
  lastMonth: { from: Date.parse('2026-07-01'), to: Date.parse('2026-08-01') - 1 },
  halfYear: { from: Date.parse(today) - 180 * day, to: Date.parse(today) },
  yearAndMonth: { from: Date.parse('2025-07-21'), to: Date.parse(today) },
  thisMonth: { from: Date.parse('2026-08-01'), to: Date.parse(today) },
};

const target = z.looseObject({ refId: z.string(), datasource: z.object({ uid: z.string() }) });
const panel = z.object({
  id: z.int(),
  type: z.string(),
  title: z.string(),
  description: z.string(),
  timeFrom: z.enum(['180d', '13M', 'now/M']).optional(),
  targets: z.array(target).min(1),
});
export const dashboard = z.object({
  uid: z.string(),
  timezone: z.string(),
  /** Thirteen months, or the last one alone. */
  time: z.object({ from: z.enum(['now-13M/M', 'now-1M/M']), to: z.literal('now-1M/M') }),
  links: z.array(z.object({ title: z.string(), url: z.string() })),
  templating: z.object({ list: z.array(z.object({ name: z.string(), current: z.object({ value: z.string() }) })) }),
  panels: z.array(panel).min(1),
});
const rules = z.object({
  groups: z.array(
    z.object({
      folder: z.string(),
      rules: z.array(
        z.object({
          uid: z.string().max(40),
          condition: z.string(),
          annotations: z.record(z.string(), z.string()),
          notification_settings: z.object({ receiver: z.string() }),
          data: z.array(
            z.object({
              refId: z.string(),
              datasourceUid: z.string(),
              relativeTimeRange: z.object({ from: z.int(), to: z.int() }),
              model: z.looseObject({}),
            })
          ),
        })
      ),
    })
  ),
});
const answer = z.object({
  results: z.record(
    z.string(),
    z.object({
      error: z.string().optional(),
      frames: z.array(
        z.object({
          schema: z.object({
            meta: z.object({ type: z.string() }),
            fields: z.array(
              z.object({
                name: z.string(),
                type: z.string(),
                labels: z.record(z.string(), z.string()).optional(),
                config: z.object({ unit: z.string().optional() }).optional(),
              })
            ),
          }),
          data: z.object({ values: z.array(z.array(z.union([z.number(), z.string(), z.boolean(), z.null()]))) }),
        })
      ),
    })
  ),
});

export const read = (file: string) => readFileSync(path.join('provisioning', file), 'utf8');

export const dashboardNames = readdirSync('provisioning/dashboards').flatMap((file) =>
  file.endsWith('.json') ? [path.basename(file, '.json')] : []
);

export function readDashboard(name: string): z.output<typeof dashboard> {
  return dashboard.parse(JSON.parse(read(`dashboards/${name}.json`)));
}

export function readRules() {
  return rules.parse(parseYaml(read('alerting/rules.yaml'))).groups.flatMap((group) => group.rules);
}

export type Rule = ReturnType<typeof readRules>[number];

export function readRule(uid: string): Rule {
  const rule = readRules().find((one) => one.uid === uid);
  if (rule === undefined) {
    throw new Error(`no rule ${uid} is provisioned`);
  }
  return rule;
}

export interface Range {
  /** ms */
  readonly from: number;
  readonly to: number;
}

/** Saved values of a dashboard's variables, which Grafana's front end puts in before it asks. */
export type Variables = Readonly<Record<string, string>>;

export function savedVariables({ templating }: z.output<typeof dashboard>): Variables {
  return Object.fromEntries(templating.list.map(({ name, current }) => [name, current.value]));
}

export function withValues(text: string, variables: Variables): string {
  return Object.entries(variables).reduce(
    (written, [name, value]) => written.replaceAll(new RegExp(`\\$${name}\\b|\\$\\{${name}(:\\w+)?\\}`, 'g'), value),
    text
  );
}

const filtered = z.looseObject({ filters: z.array(z.looseObject({ values: z.array(z.string()) })).optional() });

/** *All* takes the filter away. */
function withoutAll(variables: Variables): (query: object) => object {
  const all = Object.keys(variables).flatMap((name) => (variables[name] === '$__all' ? [`$${name}`] : []));
  return (query) => {
    const { filters = [], ...rest } = filtered.parse(query);
    return { ...rest, filters: filters.filter(({ values }) => !values.some((value) => all.includes(value))) };
  };
}

/** The executable as Grafana runs it, with the provisioned data source over sample data of its own. */
export interface Provisioned {
  readonly directory: string;
  readonly story: Story;
  readonly api: GrafanaApi;
  ask(queries: readonly object[], range: Range, variables?: Variables): Promise<z.output<typeof answer>['results']>;
  end(): Promise<void>;
}

export async function openProvisioned(): Promise<Provisioned> {
  const directory = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'provisioning-')));
  const { story } = await makeSampleData(directory, { today });
  const env = { GF_PLUGIN_ALLOWED_PATHS: directory, GF_PLUGIN_CACHE_PATH: path.join(directory, 'cache') };
  const plugin = new PluginProcess(path.resolve('dist', executableName), env, () => undefined);
  const dataSources = readDataSources('provisioning', { UNIT_ECONOMICS_DATA: directory });
  const api = new GrafanaApi(plugin, new DataSources(dataSources, 'perunit-uniteconomics-datasource'));
  return {
    directory,
    story,
    api,
    ask: async (queries, { from, to }, variables = {}) => {
      const text = JSON.stringify({ from: String(from), to: String(to), queries: queries.map(withoutAll(variables)) });
      return answer.parse((await api.query(JSON.parse(withValues(text, variables)), {})).body).results;
    },
    end: async () => {
      await plugin.end();
      rmSync(directory, { recursive: true });
    },
  };
}

/** First column -> the others, of a statement over the raw files. */
export async function sql(statement: string): Promise<Map<string, number[]>> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const rows = (await connection.runAndReadAll(statement)).getRows();
  connection.closeSync();
  instance.closeSync();
  return new Map(rows.map(([key, ...values]) => [String(key), values.map(Number)]));
}
