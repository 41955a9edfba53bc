import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { DuckDBInstance } from '@duckdb/node-api';

/** How much to generate. Equal settings give equal files: every value comes from a hash of the row's number. */
export interface ChargesToGenerate {
  readonly directory: string;
  /** Charges over all files; default of the command line: 10 million. */
  readonly rows: number;
  /** Monthly files, from November 2025 on. */
  readonly files: number;
  /** AWS exports costs as DOUBLE, others as DECIMAL. */
  readonly costType: 'DOUBLE' | 'DECIMAL(24,10)';
  /** Distinct texts of tags, a resource each. */
  readonly tagSets: number;
}

const firstMonth = Date.UTC(2025, 10, 1);
/** Charges of one resource on one day: 1 daily or up to 16 hourly ones. */
const chargesPerResourceDay = 16;
const teams = 20;

/**
 * FOCUS charges as a mid-size company's export has them, one Parquet file a month: 3 providers, 40 services, 30 sub
 * accounts, 8 regions, 20 teams in JSON tags with a tenth untagged, hourly and daily periods.
 */
export async function generateCharges(wanted: ChargesToGenerate): Promise<readonly string[]> {
  await mkdir(wanted.directory, { recursive: true });
  const instance = await DuckDBInstance.create(':memory:', { memory_limit: '2GB', threads: '2' });
  const connection = await instance.connect();
  await connection.run("SET TimeZone='UTC'");
  const paths: string[] = [];
  for (let month = 0; month < wanted.files; month++) {
    const first = Math.floor((wanted.rows * month) / wanted.files);
    const end = Math.floor((wanted.rows * (month + 1)) / wanted.files);
    const start = new Date(firstMonth);
    start.setUTCMonth(start.getUTCMonth() + month);
    const target = path.join(wanted.directory, `focus-${start.toISOString().slice(0, 7)}.parquet`);
    await connection.run(
      `COPY (${chargesSql(first, end, start.toISOString().slice(0, 10), wanted)}) TO '${target.replaceAll("'", "''")}' (FORMAT parquet, COMPRESSION zstd)`
    );
    paths.push(target);
  }
  connection.closeSync();
  instance.closeSync();
  return paths;
}

/** Rows shuffled within the month, as exports are: neighbours share neither resource nor day. */
function chargesSql(first: number, end: number, month: string, { costType, tagSets }: ChargesToGenerate): string {
  const cost = (factor: string) => `CAST(amount * ${factor} AS ${costType})`;
  return `
  WITH numbered AS (
    SELECT i, i // ${chargesPerResourceDay} AS block FROM range(${first}, ${end}) t(i)
  ), drawn AS (
    SELECT i, block, hash(block) % ${tagSets} AS resource, hash(i, 7) AS noise,
      DATE '${month}' + CAST(hash(block, 1) % date_diff('day', DATE '${month}', DATE '${month}' + INTERVAL 1 MONTH) AS INTEGER) AS day
    FROM numbered
  ), known AS (
    SELECT *, hash(resource, 2) % 40 AS service, hash(resource, 3) % 10 AS account, hash(resource, 4) % 8 AS region,
      hash(resource, 5) % ${teams} AS team, hash(resource, 6) % 100 AS tagging, hash(resource, 8) % 100 < 20 AS daily,
      i % ${chargesPerResourceDay} AS hour
    FROM drawn
  ), priced AS (
    SELECT *, service % 3 AS provider,
      round((CASE WHEN noise % 500 = 0 THEN -1 ELSE 1 END) * power(10, CAST(noise % 10000 AS DOUBLE) / 2500 - 4), 10) AS amount,
      CASE WHEN noise % 500 = 0 THEN 'Credit' WHEN noise % 701 = 0 THEN 'Tax' WHEN noise % 997 = 0 THEN 'Purchase' ELSE 'Usage' END AS category
    FROM known
  )
  SELECT
    ${cost(`(CASE WHEN category = 'Usage' AND noise % 5 = 0 THEN 0 ELSE 1 END)`)} AS BilledCost,
    ${cost(`(CASE WHEN category = 'Purchase' THEN 0 ELSE 0.9 END)`)} AS EffectiveCost,
    ${cost('1.25')} AS ListCost,
    ${cost('1')} AS ContractedCost,
    'USD' AS BillingCurrency,
    CAST(100000000000 + provider AS VARCHAR) AS BillingAccountId,
    CAST(200000000000 + provider * 10 + account AS VARCHAR) AS SubAccountId,
    'account ' || provider || '-' || account AS SubAccountName,
    TIMESTAMP '${month}' AS BillingPeriodStart,
    TIMESTAMP '${month}' + INTERVAL 1 MONTH AS BillingPeriodEnd,
    CASE WHEN daily THEN CAST(day AS TIMESTAMP) ELSE CAST(day AS TIMESTAMP) + to_hours(CAST(hour AS INTEGER)) END AS ChargePeriodStart,
    CASE WHEN daily THEN CAST(day AS TIMESTAMP) + INTERVAL 1 DAY ELSE CAST(day AS TIMESTAMP) + to_hours(CAST(hour + 1 AS INTEGER)) END AS ChargePeriodEnd,
    category AS ChargeCategory,
    CASE WHEN noise % 5000 = 0 THEN 'Correction' END AS ChargeClass,
    'service ' || service || ' operation ' || noise % 10 AS ChargeDescription,
    'Usage-Based' AS ChargeFrequency,
    CAST(noise % 1000 AS DOUBLE) / 10 AS ConsumedQuantity,
    CASE WHEN service % 2 = 0 THEN 'Hours' ELSE 'GB' END AS ConsumedUnit,
    CAST(noise % 1000 AS DOUBLE) / 10 AS PricingQuantity,
    CASE WHEN service % 2 = 0 THEN 'Hours' ELSE 'GB' END AS PricingUnit,
    CASE provider WHEN 0 THEN 'AWS' WHEN 1 THEN 'Microsoft' ELSE 'Google Cloud' END AS ProviderName,
    'Service ' || lpad(CAST(service AS VARCHAR), 2, '0') AS ServiceName,
    CASE service % 4 WHEN 0 THEN 'Compute' WHEN 1 THEN 'Storage' WHEN 2 THEN 'Databases' ELSE 'Networking' END AS ServiceCategory,
    'region-' || region AS RegionId,
    'resource/' || lpad(CAST(resource AS VARCHAR), 7, '0') AS ResourceId,
    'sku-' || service || '-' || noise % 10 AS SkuId,
    CASE WHEN tagging < 3 THEN NULL
      WHEN tagging < 10 THEN '{"environment": "production", "name": "resource-' || resource || '"}'
      ELSE '{"team": "team-' || lpad(CAST(team AS VARCHAR), 2, '0') || '", "environment": "' ||
        (CASE WHEN tagging < 70 THEN 'production' ELSE 'staging' END) || '", "name": "resource-' || resource || '"}' END AS Tags
  FROM priced ORDER BY hash(i)`;
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      directory: { type: 'string' },
      rows: { type: 'string', default: '10000000' },
      files: { type: 'string', default: '13' },
      decimal: { type: 'boolean', default: false },
      'tag-sets': { type: 'string', default: '200000' },
    },
  });
  if (values.directory === undefined) {
    throw new Error('give --directory DIR [--rows N] [--files N] [--tag-sets N] [--decimal]');
  }
  const paths = await generateCharges({
    directory: values.directory,
    rows: Number(values.rows),
    files: Number(values.files),
    costType: values.decimal ? 'DECIMAL(24,10)' : 'DOUBLE',
    tagSets: Number(values['tag-sets']),
  });
  console.log(paths.join('\n'));
}
