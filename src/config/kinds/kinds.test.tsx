import { fireEvent, screen } from '@testing-library/react';
import { pick, setupConfig } from '../../testing/config-host.tsx';
import { withConnection, withType } from './change-type.ts';
import { kinds } from './kinds.ts';
import { totalFields } from './total-fields.ts';

const connections = [
  { name: 'exports', type: 'files', path: '/data' },
  { name: 'dd', type: 'datadog' },
  { name: 'bq', type: 'bigquery', project: 'p' },
];

describe('another type', () => {
  it('of a connection leaves only keys that it knows', () => {
    const entry = { name: 'a', type: 'bigquery', project: 'p', location: 'EU', timeout: '5s', later: 1 };
    expect(withType(entry, 'datadog')).toEqual({ name: 'a', type: 'datadog', timeout: '5s', later: 1 });
  });

  it('of a metric’s connection leaves only places that it knows, in its total too', () => {
    const metric = {
      name: 'jobs',
      connection: 'exports',
      unit: 'job',
      location: 'jobs.csv',
      dateColumn: 'day',
      total: { location: 'total.csv' },
      later: 1,
    };
    expect(withConnection(metric, 'dd', { connections })).toEqual({
      name: 'jobs',
      connection: 'dd',
      unit: 'job',
      total: {},
      later: 1,
    });
    expect(withConnection(metric, 'bq', { connections })).toMatchObject({ connection: 'bq', dateColumn: 'day' });
    // Of a connection in the catalog file nothing is known: nothing is taken away.
    expect(withConnection(metric, 'elsewhere', { connections })).toEqual({ ...metric, connection: 'elsewhere' });
  });
});

describe('the fields of a total', () => {
  const field = (key: string) => {
    const found = totalFields(kinds.bigquery.series).find(({ path }) => path[1] === key);
    return (entry: object, value: unknown) => found?.write?.({ ...entry }, value, {});
  };

  it('drop by null what the metric has in place of them, and take it back', () => {
    const metric = { table: 'usage.jobs' };
    const written = { table: 'usage.jobs', total: { sql: 'SELECT', table: null } };
    expect(field('sql')(metric, 'SELECT')).toEqual(written);
    expect(field('sql')(written, undefined)).toEqual(metric);
    expect(field('table')(metric, 'usage.total')).toEqual({ table: 'usage.jobs', total: { table: 'usage.total' } });
  });

  it('mean something for a distinct metric only', () => {
    const [first] = totalFields(kinds.files.series);
    expect([first?.isFor?.({ additivity: 'distinct' }), first?.isFor?.({ additivity: 'additive' })]).toEqual([
      true,
      false,
    ]);
  });
});

describe('a metric', () => {
  it('has the fields of its connection’s type', async () => {
    const { json, user } = setupConfig({
      connections,
      metrics: [{ name: 'jobs', connection: 'exports', unit: 'job' }],
    });
    await user.click(screen.getByRole('button', { name: 'Edit metric jobs' }));
    expect(screen.getByRole('textbox', { name: /^Location/ })).toBeTruthy();
    await pick(user, /^Connection/, /^dd/);
    expect(screen.queryByRole('textbox', { name: /^Location/ })).toBeNull();
    fireEvent.change(screen.getByRole('textbox', { name: /^Query/ }), { target: { value: 'sum:jobs{*}' } });
    expect(json()['metrics']).toEqual([{ name: 'jobs', connection: 'dd', unit: 'job', query: 'sum:jobs{*}' }]);
    const [, more] = screen.getAllByRole('button', { name: 'More' });
    await user.click(more as HTMLElement);
    expect(screen.getByRole('textbox', { name: /^Refresh/ })).toBeTruthy();
  });

  it('on a connection of the catalog file is written as JSON where fields are not known', async () => {
    const { json, user } = setupConfig({
      catalogFile: '/catalog.yaml',
      metrics: [{ name: 'jobs', connection: 'elsewhere', unit: 'job', additivity: 'additive', query: 'a' }],
    });
    await user.click(screen.getByRole('button', { name: 'Edit metric jobs' }));
    const field = screen.getByRole('textbox', { name: /^Other keys/ });
    expect(field).toHaveProperty('value', '{\n  "query": "a"\n}');
    fireEvent.change(field, { target: { value: '{ "query": ' } });
    expect(screen.getByText('This is not JSON yet; what was there before is kept.')).toBeTruthy();
    expect(json()['metrics']).toMatchObject([{ query: 'a' }]);
    fireEvent.change(field, { target: { value: '{ "range": "A:B" }' } });
    expect(json()['metrics']).toEqual([
      { range: 'A:B', name: 'jobs', connection: 'elsewhere', unit: 'job', additivity: 'additive' },
    ]);
  });

  it('says of every key what is wrong with it, also while others are missing', async () => {
    const { user } = setupConfig({ connections, metrics: [{ name: 'jobs', connection: 'bq', table: 'a', sql: 'b' }] });
    await user.click(screen.getByRole('button', { name: 'Edit metric jobs' }));
    expect(screen.getByText(/^must be dataset\.table/)).toBeTruthy();
    expect(screen.getAllByText('is needed').length).toBeGreaterThan(0);
  });
});

describe('an allocation', () => {
  it('is by words, or by an object of its own', async () => {
    const { json, user } = setupConfig({
      allocations: [{ name: 'shared', dimension: 'team', from: ['platform'], by: 'even' }],
    });
    await user.click(screen.getByRole('button', { name: 'Edit allocation shared' }));
    await pick(user, /^By/, /^Weights/);
    fireEvent.change(screen.getByRole('textbox', { name: /^Weights/ }), { target: { value: '{ "a": 60, "b": 30 }' } });
    expect(json()['allocations']).toMatchObject([{ by: { weights: { a: 60, b: 30 } } }]);
    expect(screen.getAllByText(/must add up to 100/).length).toBeGreaterThan(0);
    await pick(user, /^By/, /^Cost/);
    expect(json()['allocations']).toMatchObject([{ by: 'cost' }]);
  });
});
