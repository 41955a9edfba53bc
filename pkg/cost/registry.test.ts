import { createConnectionFiles } from '../storage/connection-files.ts';
import { createFileAccess } from '../storage/local-files.ts';
import { startBigQueryServer } from '../usage/testing/bigquery-server.ts';
import { onBigQuery } from './bigquery/testing.ts';
import { makeCostSource } from './registry.ts';
import { byDay, never, openTestBills, request } from './testing.ts';

it('asks the engine of each connection', async () => {
  const [bills, server] = [await openTestBills(), await startBigQueryServer()];
  const log = { info: () => undefined, warn: () => undefined };
  const local = await createFileAccess([bills.root]);
  const files = createConnectionFiles({ files: local, cacheDirectory: bills.cache, now: Date.now });
  const source = makeCostSource({ files, engine: bills.engine, log, buildRollups: false });
  try {
    await bills.write('bill.csv', 'ChargePeriodStart,BilledCost\n2024-03-01,1.5\n');
    await server.prepare(
      `CREATE TABLE "acme-prod".usage.bill AS SELECT DATE '2024-03-01' AS ChargePeriodStart, 2.5 AS BilledCost`
    );
    const ofFiles = request(bills, 'bill.csv');
    const ofTable = onBigQuery(ofFiles, server);
    expect(byDay(await source.fetch(ofFiles, never))).toEqual({ '2024-03-01': 1.5 });
    expect(byDay(await source.fetch(ofTable, never))).toEqual({ '2024-03-01': 2.5 });
    expect(await source.version(ofTable, never)).not.toBe(await source.version(ofFiles, never));
    expect((await source.facts(ofTable, never)).formats).toBe('BigQuery, FOCUS 1.0 to 1.3');
    expect((await source.inspect(ofTable, never)).currencies).toEqual([{ code: '', billed: 2.5 }]); // the table names no currency
  } finally {
    await source.close();
    await server.close();
    await bills.close();
  }
});
