import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { executableName } from '../../scripts/build/build.ts';
import { makeSampleData } from '../../scripts/sample-data/make.ts';

const executable = path.resolve('dist', executableName);
const directory = mkdtempSync(path.join(os.tmpdir(), 'command-line-'));

beforeAll(async () => {
  await makeSampleData(directory, { today: '2026-08-21' });
});
afterAll(() => {
  rmSync(directory, { recursive: true });
});

it('says what is wrong with a metric while the bill is still being read, every time', () => {
  const file = path.join(directory, 'misspelt.yaml');
  const settings = readFileSync(path.join(directory, 'settings.yaml'), 'utf8');
  writeFileSync(file, settings.replace('valueColumn: jobs', 'valueColumn: jobz'));
  for (let time = 0; time < 10; time++) {
    const { status, signal, stderr } = spawnSync(
      executable,
      ['query', 'cost / ocr_jobs', '--settings', file, '--from', '2025-08-01', '--to', '2026-08-20'],
      { encoding: 'utf8', timeout: 60_000 }
    );
    expect({ status, signal, stderr }).toEqual({
      status: 1,
      signal: null,
      stderr:
        'The metric ocr_jobs needs the column jobz, which usage/jobs.csv does not have; its columns are day, squad, jobs.\n',
    });
  }
});
