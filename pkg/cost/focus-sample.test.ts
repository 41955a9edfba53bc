import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import Decimal from 'decimal.js';
import Papa from 'papaparse';
import { createConnectionFiles } from '../storage/connection-files.ts';
import { createFileAccess } from '../storage/local-files.ts';
import { bareDimension } from './dimension-id.ts';
import { createCostSource, type FilesCostSource } from './files-cost-source.ts';
import { byDay, byGroup, never, openTestBills, request, type TestBills } from './testing.ts';

const folder = path.resolve(__dirname, '../../../shared/data');
const fileName = 'focus_1.0_sample.csv';
const present = existsSync(path.join(folder, fileName));

/** 1,000 charges of a real, anonymised bill: AWS, Microsoft and Oracle in September 2024. */
(present ? describe : describe.skip)('the public FOCUS 1.0 sample', () => {
  let bills: TestBills;
  let source: FilesCostSource;

  beforeAll(async () => {
    bills = await openTestBills();
    const local = await createFileAccess([folder, bills.root]);
    const files = createConnectionFiles({ files: local, cacheDirectory: bills.cache, now: Date.now });
    const text = readFileSync(path.join(folder, fileName), 'utf8');
    await bills.write(fileName, text);
    source = createCostSource({ files, engine: bills.engine, log: { info: () => undefined, warn: () => undefined } });
  });
  afterAll(async () => {
    await source.close();
    await bills.close();
  });

  const rows = (): Record<string, string>[] =>
    Papa.parse<Record<string, string>>(readFileSync(path.join(folder, fileName), 'utf8'), {
      header: true,
      skipEmptyLines: true,
    }).data;

  /** Exact decimals over rows that another library parsed. */
  function exactSums(keyOf: (row: Record<string, string>) => string): Record<string, Decimal> {
    const sums: Record<string, Decimal> = {};
    for (const row of rows()) {
      const key = keyOf(row);
      sums[key] = (sums[key] ?? new Decimal(0)).plus(row['BilledCost'] ?? 'NaN');
    }
    return sums;
  }

  function expectEqual(found: Record<string, number>, exact: Record<string, Decimal>): void {
    expect(Object.keys(found).sort()).toEqual(Object.keys(exact).sort());
    for (const [key, sum] of Object.entries(exact)) {
      expect(
        sum
          .minus(found[key] ?? NaN)
          .abs()
          .toNumber()
      ).toBeLessThan(1e-12);
    }
  }

  it('has 1,000 charges, all of them readable', async () => {
    const { facts } = await source.fetch(request(bills, fileName), never);
    expect(rows()).toHaveLength(1000);
    expect(facts).toMatchObject({ files: 1, rows: 1000, badRows: 0, fileErrors: [] });
    expect(facts.providers.map(({ name }) => name)).toEqual(['AWS', 'Microsoft', 'Oracle']);
  });

  it('sums BilledCost by day as exact decimals do', async () => {
    const answer = await source.fetch(request(bills, fileName), never);
    expectEqual(
      byDay(answer),
      exactSums((row) => (row['ChargePeriodStart'] ?? '').slice(0, 10))
    );
    expect(answer.units).toEqual(['USD']);
  });

  it('sums BilledCost by service as exact decimals do, from the file and from the roll-up', async () => {
    const byService = request(bills, fileName, { groupBy: [bareDimension('ServiceName')] });
    const exact = exactSums((row) => row['ServiceName'] ?? '');
    const scanned = await source.fetch(byService, never);
    expect(scanned.origin).toBe('scan');
    expectEqual(byGroup(scanned), exact);
    await source.settled();
    const rolled = await source.fetch(byService, never);
    expect(rolled.origin).toBe('rollup');
    expectEqual(byGroup(rolled), exact);
  });

  it('reads JSON tags, with NULL for none', async () => {
    const answer = await source.fetch(
      request(bills, fileName, { groupBy: [bareDimension('tag:business_unit')] }),
      never
    );
    const exact = exactSums((row) => {
      const tags: unknown = row['Tags'] === 'NULL' || row['Tags'] === '' ? {} : JSON.parse(row['Tags'] ?? '{}');
      const value = Object.entries(tags as object).find(([key]) => key === 'business_unit')?.[1] as unknown;
      return typeof value === 'string' && value !== '' ? value : '-';
    });
    expectEqual(byGroup(answer), exact);
  });
});
