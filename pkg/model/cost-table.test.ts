import { parseSettings } from './parse-settings.ts';

const connections = [
  { name: 'here', type: 'files', path: '/data' },
  { name: 'bq', type: 'bigquery', project: 'acme-jobs' },
  { name: 'plain', type: 'http', url: 'https://acme.example' },
];
const table = { name: 'cloud', connection: 'bq', format: 'focus', table: 'acme-prod.billing.focus' };

function parsed(...costs: readonly unknown[]) {
  const { catalog, problems } = parseSettings(JSON.stringify({ connections, costs }), []);
  return { costs: catalog.costs, problems: problems.filter(({ place }) => place.startsWith('costs')) };
}

describe('a cost dataset in a table', () => {
  it('is given by its name', () => {
    const { costs, problems } = parsed({ ...table, partitionColumn: '_PARTITIONTIME' });
    expect(problems).toEqual([]);
    expect(costs.get('cloud')).toMatchObject({ table: 'acme-prod.billing.focus', partitionColumn: '_PARTITIONTIME' });
  });

  it.each([
    ['on files', { connection: 'here' }, 'on the connection here (files) give location'],
    ['with a location', { location: 'bill.csv' }, 'give location for files, or table on a connection of type bigquery'],
    ['with neither', { table: undefined }, 'give location for files, or table on a connection of type bigquery'],
    ['by a location alone', { table: undefined, location: 'a' }, 'on the connection bq (bigquery) give table'],
    ['by a wildcard', { table: 'billing.focus_*' }, 'must be dataset.table or project.dataset.table'],
    ['by SQL', { table: 'a.b` WHERE 1=1 --' }, 'must be dataset.table or project.dataset.table'],
    ['partitioned by SQL', { partitionColumn: 'a` OR 1=1' }, 'is not a column of BigQuery'],
    ['without a table to part', { table: undefined, location: 'a', partitionColumn: 'b' }, 'is for a table'],
  ])('%s fails alone', (_, change, message) => {
    const { costs, problems } = parsed({ ...table, ...change }, { ...table, name: 'other' });
    expect([...costs.keys()]).toEqual(['other']);
    expect(problems.map((problem) => problem.message).join()).toContain(message);
  });
});
