import { openUsageFiles, type UsageFiles } from './testing/usage-files.ts';
import { xlsxFile, type WrittenCell } from './testing/xlsx-file.ts';

let files: UsageFiles;
beforeAll(async () => {
  files = await openUsageFiles();
});
afterAll(() => files.close());

it('reads a sheet of 200,000 rows', async () => {
  const rows = Array.from({ length: 200_000 }, (_, row): WrittenCell[] => [
    { date: 46_023 + (row % 365) }, // 2026-01-01 and on
    row % 7,
    `squad ${row % 500}`,
  ]);
  const content = xlsxFile({ sheets: { Usage: [['day', 'jobs', 'squad'], ...rows] } });
  const table = await files.fetch(files.file('large.xlsx', content), { dimensions: { team: 'squad' } });
  expect({ rows: table.rows, badRows: table.badRows }).toEqual({ rows: 200_000, badRows: 0 });
  // 28,571 times 0 + 1 + … + 6, and the rest of 3 rows: 0 + 1 + 2.
  expect(table.values.reduce((a, b) => a + b, 0)).toBe(28_571 * 21 + 3);
  expect(new Set(table.times).size).toBe(365);
});
