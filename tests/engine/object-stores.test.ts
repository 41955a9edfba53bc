import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { openAzure } from '../../pkg/storage/objects/testing/azure-server.ts';
import { openGcs } from '../../pkg/storage/objects/testing/gcs-server.ts';
import { openS3 } from '../../pkg/storage/objects/testing/s3-server.ts';
import { askedOf, type TestStore } from '../../pkg/storage/objects/testing/test-store.ts';
import { xlsxFile } from '../../pkg/usage/testing/xlsx-file.ts';
import { focusCsv, messageOf, numbersOf, openSite, type Site } from './site.ts';

/** Bills and usage in an object store answer as the same files in a directory do. */
const range = { from: '2026-03-31', to: '2026-04-01' };
const bills = {
  'focus/2026-03.parquet': [
    { day: '2026-03-31', cost: 12, team: 'checkout' },
    { day: '2026-03-31', cost: 6, team: 'search' },
  ],
  'focus/2026-04.parquet': [
    { day: '2026-04-01', cost: 15, team: 'checkout' },
    { day: '2026-04-01', cost: 5, team: 'search' },
  ],
};
const jobs = ['date,value,squad', '2026-03-31,4,checkout', '2026-03-31,3,search', '2026-04-01,5,checkout', '2026-04-01,2,search', '']; // prettier-ignore
const counted = { unit: 'job', additivity: 'additive', dimensions: { team: 'squad' } };

describe.each([
  ['S3', openS3],
  ['Google Cloud Storage', openGcs],
  ['Azure Blob', openAzure],
])('%s', (_, open) => {
  let site: Site;
  let store: TestStore;

  beforeAll(async () => {
    store = await open();
    site = await openSite('2026-04-10T12:00:00Z');
    const files = ['jobs.csv', 'jobs.parquet', 'jobs.xlsx', ...Object.keys(bills)];
    const writer = await (await DuckDBInstance.create(':memory:')).connect();
    for (const [name, charges] of Object.entries(bills)) {
      const csv = await site.write(`${name}.csv`, focusCsv(charges));
      await writer.run(`COPY (FROM '${csv}') TO '${path.join(site.data, name)}' (FORMAT parquet)`);
    }
    const csv = await site.write('jobs.csv', jobs.join('\n'));
    await writer.run(`COPY (FROM '${csv}') TO '${path.join(site.data, 'jobs.parquet')}' (FORMAT parquet)`);
    writer.closeSync();
    await site.write('jobs.xlsx', xlsxFile({ sheets: { Jobs: jobs.slice(0, -1).map((line) => line.split(',')) } }));
    for (const file of files) {
      await store.put(`exports/${file}`, await readFile(path.join(site.data, file)));
    }
    askedOf(store.front);
    site.settings = {
      connections: [
        { name: 'here', type: 'files', path: site.data },
        { name: 'there', type: store.type, prefix: 'exports', ...store.settings },
      ],
      costs: ['here', 'there'].map((connection) => ({
        name: `cost_${connection}`,
        connection,
        format: 'focus',
        location: 'focus/*.parquet',
      })),
      metrics: ['here', 'there'].flatMap((connection) =>
        ['csv', 'parquet', 'xlsx'].map((format) => ({
          name: `${format}_${connection}`,
          connection,
          location: `jobs.${format}`,
          ...counted,
        }))
      ),
      dimensions: [{ name: 'team', from: ['tag:team'] }],
    };
    site.secrets = Object.fromEntries(
      Object.entries(store.secrets).map(([key, secret]) => [`connections.there.${key}`, secret])
    );
  });
  afterAll(async () => {
    await site.end();
    await store.close();
  });

  function ask(expression: string) {
    return site.ask({ formulas: [{ expression }], groupBy: ['team'], grain: 'day' }, range);
  }

  it.each(['csv', 'parquet', 'xlsx'])('answers as a directory does, usage from %s', async (format) => {
    const answers = await Promise.all(
      ['here', 'there'].map(async (name) => numbersOf(await ask(`cost_${name}.billed_cost / ${format}_${name}`)))
    );
    for (const answer of answers) {
      expect(Object.values(answer)).toEqual([
        [12 / 4, 15 / 5],
        [6 / 3, 5 / 2],
      ]);
    }
  });

  it('was asked for each listing and object once', async () => {
    await ask('cost_there.billed_cost / csv_there');
    const { objects } = askedOf(store.front);
    expect(objects).toEqual(['2026-03.parquet', '2026-04.parquet', 'jobs.csv', 'jobs.parquet', 'jobs.xlsx']);
  });

  it('is named, and no secret, where it refuses', async () => {
    store.front.meddle = () => (response) => {
      store.says(403, 'AccessDenied', response);
    };
    const elsewhere = { name: 'there', type: store.type, prefix: 'elsewhere', ...store.settings }; // not listed yet
    site.settings = { ...site.settings, connections: [{ name: 'here', type: 'files', path: site.data }, elsewhere] };
    const message = messageOf(await ask('cost_there.billed_cost'));
    expect(message).toMatch(/^The connection there \(\S+\) may not read the (bucket|container) bills/);
    for (const secret of Object.values(store.secrets)) {
      expect(message).not.toContain(secret);
    }
  });
});
