import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import {
  BOOLEAN,
  DOUBLE,
  DuckDBInstance,
  INTEGER,
  VARCHAR,
  type DuckDBConnection,
  type DuckDBType,
} from '@duckdb/node-api';
import { dayText } from '../../pkg/series/civil.ts';
import { makeCharges } from './charges.ts';
import { RowAppender } from './duckdb-rows.ts';
import { focusTables } from './focus-sql.ts';
import { makeResources } from './resources.ts';
import { providers, skus, type ProviderName, type Sku } from './skus.ts';
import { makeSpecialCharges, specialAccount } from './special-charges.ts';
import { addMonths, monthOf, type Story } from './story.ts';

/** Writes `focus/YYYY-MM.parquet`, one file a billing period, and `storage/storage.parquet`, the storage charges once more. */
export async function writeFocusFiles(
  directory: string,
  story: Story,
  seed: number,
  onProgress: (text: string) => void
): Promise<number> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    await connection.run(focusTables.replace('$open', String(monthOf(story.chargesEnd))));
    const charges = await fillTables(connection, story, seed);
    onProgress(`${charges} charges generated`);
    for (const folder of ['focus', 'storage']) {
      mkdirSync(path.join(directory, folder), { recursive: true });
    }
    removeOlder(path.join(directory, 'focus'));
    for (let month = story.first; month < story.today; month = addMonths(month, 1)) {
      const name = `${dayText(month).slice(0, 7)}.parquet`;
      const rows = `SELECT * EXCLUDE (billed) FROM focus WHERE billed = ${month}`;
      const count = await connection.runAndReadAll(`SELECT 1 FROM (${rows}) LIMIT 1`);
      if (count.currentRowCount > 0) {
        await copy(connection, rows, path.join(directory, 'focus', name));
      }
    }
    onProgress('bills written');
    await copy(
      connection,
      "SELECT * EXCLUDE (billed) FROM focus WHERE ServiceCategory = 'Storage'",
      path.join(directory, 'storage', 'storage.parquet')
    );
    return charges;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function copy(connection: DuckDBConnection, rows: string, file: string): Promise<void> {
  await connection.run(
    `COPY (${rows} ORDER BY ChargePeriodStart, ResourceId, ChargeDescription, BilledCost)
     TO '${file.replaceAll("'", "''")}' (FORMAT parquet, COMPRESSION zstd)`
  );
}

/** Bills of another `today` would be counted beside the new ones. */
function removeOlder(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (/^\d{4}-\d{2}\.parquet$/.test(name)) {
      rmSync(path.join(folder, name));
    }
  }
}

async function fillTables(connection: DuckDBConnection, story: Story, seed: number): Promise<number> {
  const table = (name: string, ...types: readonly DuckDBType[]) => new RowAppender(connection, name, types);
  const text = (count: number): DuckDBType[] => Array.from({ length: count }, () => VARCHAR);

  const providerTable = table('provider', ...text(3));
  for (const { name, issuer, billingAccount } of Object.values(providers)) {
    providerTable.add(name, issuer, billingAccount);
  }
  await providerTable.finish();

  const skuTable = table('sku', ...text(7), DOUBLE, DOUBLE);
  const skuList: readonly Sku[] = Object.values(skus);
  for (const sku of skuList) {
    skuTable.add(
      ...[sku.id, sku.provider, sku.service, sku.category, sku.description, sku.consumedUnit, sku.pricingUnit],
      sku.consumedPerPriced,
      sku.listPrice
    );
  }
  await skuTable.finish();

  const lines = makeResources(seed);
  const resourceTable = table('resource', INTEGER, ...text(6));
  for (const { index, id, sku, region, account, tags } of lines.flatMap(({ resources }) => resources)) {
    resourceTable.add(index, id, sku, region, account.id, account.name, tags);
  }
  await resourceTable.finish();

  const chargeTable = table('charge', INTEGER, INTEGER, INTEGER, DOUBLE, DOUBLE, DOUBLE, INTEGER, BOOLEAN);
  let charges = 0;
  const commitment = makeCharges(
    story,
    seed,
    lines,
    ({ resource, startHour, hours, quantity, paid, covered, billed, correction }) => {
      charges += 1;
      chargeTable.add(resource, startHour, hours, quantity, paid, covered, billed, correction);
    }
  );
  await chargeTable.finish();

  const specialTable = table(
    'special',
    ...text(5),
    INTEGER,
    INTEGER,
    INTEGER,
    DOUBLE,
    DOUBLE,
    VARCHAR,
    BOOLEAN,
    VARCHAR,
    VARCHAR
  );
  for (const one of makeSpecialCharges(story, commitment, await billedByMonth(connection))) {
    charges += 1;
    specialTable.add(
      ...[one.provider, one.service, one.category, one.description, one.frequency],
      ...[one.start, one.end, one.billed, one.billedCost, one.effectiveCost],
      ...[one.commitmentStatus ?? null, one.commitment ?? false, specialAccount.id, specialAccount.name]
    );
  }
  await specialTable.finish();
  return charges;
}

async function billedByMonth(
  connection: DuckDBConnection
): Promise<ReadonlyMap<ProviderName, ReadonlyMap<number, number>>> {
  const reader = await connection.runAndReadAll(
    'SELECT provider, billed, CAST(sum(CAST(billed_cost AS DECIMAL(28, 8))) AS DOUBLE) FROM metered GROUP BY ALL ORDER BY ALL'
  );
  const sums = new Map<ProviderName, Map<number, number>>(
    Object.values(providers).map(({ name }) => [name, new Map()])
  );
  for (const [provider, month, amount] of reader.getRowsJS()) {
    const months = [...sums].find(([name]) => name === provider)?.[1];
    months?.set(Number(month), Number(amount));
  }
  return sums;
}
