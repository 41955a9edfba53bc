import { mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { parse as parseYaml } from 'yaml';
import { createService } from '../../pkg/datasource/create-service.ts';
import type { QueryResult, ReportingService, Service } from '../../pkg/datasource/service.ts';
import type { ReportRequest } from '../../pkg/report/make-report.ts';
import type { KpiReport, Report } from '../../pkg/report/report.ts';
import { makeSampleData } from '../../scripts/sample-data.ts';

const today = '2026-08-21';
const live = new AbortController().signal;
let directory: string;
let service: Service & ReportingService;
let jsonData: string;

/** Writes the sample data and opens them: before all tests that read reports of them or ask SQL. */
export async function openStory(): Promise<void> {
  directory = await realpath(await mkdtemp(path.join(os.tmpdir(), 'report-')));
  await makeSampleData(directory, { today });
  jsonData = JSON.stringify(parseYaml(await readFile(path.join(directory, 'settings.yaml'), 'utf8')));
  service = createService({
    allowed: [directory],
    cachePath: path.join(directory, 'cache'),
    buildRollups: true,
    log: { info: () => undefined, warn: () => undefined },
    now: () => Date.parse(`${today}T12:00:00Z`),
  });
}

export async function closeStory(): Promise<void> {
  await service.close();
  await rm(directory, { recursive: true });
}

const context = () => ({ dataSource: { uid: 'u', name: 'n', jsonData, secureJsonData: {} }, headers: {} });

/** @param to the day after the last */
export async function ask(query: unknown, from: string, to: string): Promise<QueryResult | undefined> {
  const request = {
    refId: 'A',
    json: JSON.stringify(query),
    from: Date.parse(`${from}T00:00:00Z`),
    to: Date.parse(`${to}T00:00:00Z`),
  };
  return (await service.queryData(context(), [request], live)).get('A');
}

const made = new Map<string, Promise<Report>>();

/** Each report is made once. */
export function report(request: ReportRequest): Promise<Report> {
  const key = JSON.stringify(request);
  const known = made.get(key) ?? service.report(context(), request, live);
  made.set(key, known);
  return known;
}

export function kpi({ kpis }: Report, name: string): KpiReport {
  const found = kpis.find((one) => one.name === name);
  if (found === undefined) {
    throw new Error(`no KPI ${name}`);
  }
  return found;
}

export async function sql(statement: string): Promise<unknown[][]> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const rows = (await connection.runAndReadAll(statement)).getRows();
  connection.closeSync();
  instance.closeSync();
  return rows;
}

export async function numbers(statement: string): Promise<number[]> {
  return (await sql(statement))[0]?.map(Number) ?? [];
}

export const bill = (files = 'focus/*') => `read_parquet('${directory}/billing/${files}.parquet')`;

/** Charges with their team as the settings have it, the cost of each of their days. */
export const charges = (files = 'focus/*') => `
  SELECT day + CAST(i AS INTEGER) AS day, team, service, sku, unit, category, cost / days AS cost, quantity / days AS quantity
  FROM (
    SELECT CAST(ChargePeriodStart AS TIMESTAMP)::DATE AS day, EffectiveCost::DOUBLE AS cost, ConsumedQuantity::DOUBLE AS quantity,
           greatest(1, date_diff('day', CAST(ChargePeriodStart AS TIMESTAMP), CAST(ChargePeriodEnd AS TIMESTAMP))) AS days,
           replace(coalesce(nullif(Tags->>'team', ''), nullif(Tags->>'Team', ''), nullif(Tags->>'k8s_label_team', '')), 'chk', 'checkout') AS team,
           ServiceName AS service, SkuId AS sku, ConsumedUnit AS unit, ChargeCategory AS category
    FROM ${bill(files)}
  ), range(days) r(i)`;
/** A file of usage, as SQL reads it. */
export const usage = (file: string) => `read_csv('${directory}/usage/${file}')`;
export const requests = () =>
  `SELECT CAST(timestamp AS TIMESTAMP)::DATE AS day, team, requests FROM ${usage('api_requests.csv')}`;
export const customers = () => `SELECT day, customers FROM ${usage('customers_total.csv')}`;
export const inMonth = (month: string) => `day >= '${month}-01' AND day < DATE '${month}-01' + INTERVAL 1 MONTH`;

export const costOf = (month: string, where = 'TRUE') =>
  `(SELECT sum(cost) FROM (${charges()}) WHERE ${inMonth(month)} AND ${where})`;
export const requestsOf = (month: string, where = 'TRUE') =>
  `(SELECT sum(requests) FROM (${requests()}) WHERE ${inMonth(month)} AND ${where})`;

export const revenueOf = (month: string) =>
  `(SELECT sum(revenue) FROM ${usage('revenue.csv')} WHERE CAST(month AS VARCHAR) = '${month}')`;

/** As sentences have a change: whole percent from 9.5% on, otherwise one digit. */
export function percent(change: number): string {
  const size = Math.abs(change) * 100;
  return `${size >= 9.5 ? Math.round(size) : Number(size.toFixed(1))}%`;
}

export function money(amount: number): string {
  const digits = Math.abs(amount) >= 1000 ? 0 : 2;
  return `${amount < 0 ? '-' : ''}$${Math.abs(amount).toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })}`;
}
