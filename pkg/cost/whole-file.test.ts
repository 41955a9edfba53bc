import { appendFile, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { SqlEngine } from '../storage/engine.ts';
import type { CostDataset } from '../model/cost-dataset.ts';
import { byDay, dataset, never, openTestBills, request, type TestBills } from './testing.ts';

let bills: TestBills;
beforeEach(async () => {
  bills = await openTestBills();
});
afterEach(() => bills.close());

const header = 'ChargePeriodStart,ChargePeriodEnd,BilledCost,EffectiveCost,BillingCurrency,Tags\n';
const row = '2024-03-01,2024-03-02,12.50,12.50,USD,"{""team"": ""a, b""}"\n';
const rows = row.repeat(5_000);
const whole = 62_500;

async function ask(location: string, more: Partial<CostDataset> = {}) {
  const { facts, ...answer } = await bills.source.fetch(
    request(bills, location, { dataset: dataset(location, more) }),
    never
  );
  return { sums: byDay({ ...answer, facts }), facts };
}

function fault(location: string, more: Partial<CostDataset> = {}): Promise<string> {
  return ask(location, more).then(() => 'nothing', String);
}

/** The first part of a file's bytes. */
const cut = (content: string | Buffer, part: number) =>
  Buffer.from(content).subarray(0, Math.floor(content.length * part));

it('serves nothing of a gzip file that is cut off, and the others', async () => {
  // Tags of their own, so that the end of the stream is not reached within a few blocks.
  const long = header + Array.from({ length: 5_000 }, (_, at) => row.replace('a, b', `${Math.sin(at)}`)).join('');
  const packed = gzipSync(long);
  await bills.write('one/a.csv.gz', packed);
  await bills.write('one/b.csv.gz', cut(packed, 0.6));
  const { sums, facts } = await ask('one');
  expect(sums).toEqual({ '2024-03-01': whole });
  expect(facts.fileErrors).toEqual(['one/b.csv.gz: The file ends early: its gzip stream is cut off.']);
  expect(await fault('one/b.csv.gz')).toContain('one/b.csv.gz: The file ends early: its gzip stream is cut off.');
});

it('holds the content of a gzip file against its checksum', async () => {
  // Longer than what is read of its beginning anyway.
  const packed = gzipSync(header + Array.from({ length: 40_000 }, (_, at) => row.replace('a, b', `${Math.sin(at)}`)).join('')); // prettier-ignore
  packed.writeUInt32LE(1, packed.length - 8);
  await bills.write('sum.csv.gz', packed);
  expect(await fault('sum.csv.gz')).toContain(
    'sum.csv.gz: The content of the file is damaged: its gzip checksum does not fit.'
  );
});

it.each([
  ['between two cells', '2024-03-01,2024-03-02,1'],
  ['in a quoted cell', '2024-03-01,2024-03-02,12.50,12.50,USD,"{""team"": ""a, '],
])('serves nothing of a CSV file that ends %s, gzipped or not', async (_, end) => {
  const content = header + rows + end;
  await bills.write('cut.csv', content);
  expect(await fault('cut.csv')).toContain('cut.csv: The file ends in the middle of a row: it is not whole.');
  await bills.write('cut.csv.gz', gzipSync(content));
  expect(await fault('cut.csv.gz')).toContain('cut.csv.gz: The file ends in the middle of a row: it is not whole.');
});

it('reads a CSV file whose last row has no newline', async () => {
  await bills.write('plain.csv', (header + rows).trimEnd());
  expect((await ask('plain.csv')).sums).toEqual({ '2024-03-01': whole });
});

it('leaves out rows with fewer cells than the header, and says which', async () => {
  const content = `${header}${row}2024-03-01,2024-03-02,1\n2024-03-01,2024-03-02,2,2,USD,\n2024-03-01,2024-03-02,4,4,NULL,NULL\n`;
  await bills.write('short.csv', content);
  const { sums, facts } = await ask('short.csv');
  expect(sums).toEqual({ '2024-03-01': 18.5 }); // 12.5 + 2 + 4: empty and absent cells are there
  expect([facts.rows, facts.badRows, facts.badSamples]).toEqual([
    3,
    1,
    ['short.csv row 2: it has fewer cells than the header'],
  ]);
  await bills.write('wide.csv', content.replaceAll('\n', ',\n')); // each row ends with a delimiter
  expect((await ask('wide.csv')).sums).toEqual({ '2024-03-01': 18.5 });
});

it('serves nothing of JSON lines that end in one', async () => {
  const line = '{"usage_start_time":"2024-03-01 00:00:00 UTC","cost":1.5,"service":{"description":"x"}}\n';
  const format = { format: 'gcp-billing' } as const;
  await bills.write('cut.jsonl', line + line.slice(0, -20));
  expect(await fault('cut.jsonl', format)).toContain(
    'cut.jsonl: The file ends in the middle of a row: it is not whole.'
  );
  await bills.write('end.jsonl', (line + line).trimEnd());
  expect((await ask('end.jsonl', format)).sums).toEqual({ '2024-03-01': 3 });
});

describe('a file that is replaced while it is read', () => {
  const select = (cost: number) =>
    `SELECT TIMESTAMP '2024-03-01' AS ChargePeriodStart, TIMESTAMP '2024-03-02' AS ChargePeriodEnd, ${cost} AS BilledCost, 'USD' AS BillingCurrency`;

  /** An engine whose answers come after `before` has happened. */
  function meanwhile(before: () => Promise<void>): SqlEngine {
    const { engine } = bills;
    return {
      ...engine,
      run: async (text, values, signal) => {
        const result = await engine.run(text, values, signal);
        if (text.includes('AS amount')) {
          await before();
        }
        return result;
      },
    };
  }

  it('is read once more', async () => {
    const file = await bills.write('live.csv', header + row);
    let times = 0;
    const source = bills.another(
      meanwhile(async () => {
        if (times++ === 0) {
          await appendFile(file, row);
        }
      })
    );
    expect(byDay(await source.fetch(request(bills, 'live.csv'), never))).toEqual({ '2024-03-01': 25 });
    await source.close();
  });

  it('is an error by its name where it changes each time', async () => {
    const file = await bills.write('busy.csv', header + row);
    const source = bills.another(meanwhile(() => appendFile(file, row)));
    await expect(source.fetch(request(bills, 'busy.csv'), never)).rejects.toMatchObject({
      code: 'badData',
      message:
        'busy.csv changed each time it was read. Ask again when it has been written, or write it aside and rename it.',
    });
    await source.close();
  });

  it('is named where it is a Parquet file that was cut off', async () => {
    await bills.parquet('p.parquet', `${select(1.5)} FROM range(1000)`);
    await truncate(path.join(bills.root, 'p.parquet'), 200);
    expect(await fault('p.parquet')).toContain('p.parquet: The file is not a Parquet file.');
    await writeFile(path.join(bills.root, 'p.parquet'), '');
    expect(await fault('p.parquet')).toContain('p.parquet');
  });
});
