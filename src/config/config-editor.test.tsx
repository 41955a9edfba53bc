import { screen, waitFor, within } from '@testing-library/react';
import { pick, setupConfig } from '../testing/config-host.tsx';
import { fakeGrafana } from '../testing/fake-grafana.ts';

const settings = {
  schemaVersion: 1,
  currency: 'EUR',
  connections: [{ name: 'exports', type: 'files', path: '/data' }],
  costs: [{ name: 'cloud', connection: 'exports', format: 'focus', location: '*.parquet' }],
  metrics: [
    { name: 'jobs', connection: 'exports', location: 'jobs.csv', unit: 'job', additivity: 'additive' },
    { name: 'people', connection: 'nowhere', location: 'people.csv', unit: 'person', additivity: 'snapshot' },
  ],
};

describe('an entry', () => {
  it('is added with only what was written, so that the back end keeps its defaults', async () => {
    const { json, user } = setupConfig(settings);
    await user.click(screen.getByRole('button', { name: 'Add metric' }));
    await user.type(screen.getByRole('textbox', { name: /^Name/ }), 'customers');
    await pick(user, /^Connection/, /^exports/);
    await user.type(screen.getByRole('textbox', { name: /^Location/ }), 'customers.csv');
    await user.type(screen.getByRole('textbox', { name: /^Unit/ }), 'customer');
    await pick(user, /^Additivity/, /distinct/);
    await user.click(screen.getByRole('button', { name: 'Add to dimensions' }));
    await user.type(screen.getByRole('textbox', { name: 'Dimensions 1: dimension' }), 'product');
    await user.type(screen.getByRole('textbox', { name: 'Dimensions 1: column' }), 'sku');
    await user.type(screen.getByRole('textbox', { name: /^Total: location/ }), 'total.csv');
    expect((json()['metrics'] as unknown[])[2]).toEqual({
      name: 'customers',
      connection: 'exports',
      location: 'customers.csv',
      unit: 'customer',
      additivity: 'distinct',
      dimensions: { product: 'sku' },
      total: { location: 'total.csv' },
    });
  });

  it('says what is missing once a field was left, and what is wrong at once, in the model’s words', async () => {
    const { user } = setupConfig(settings);
    await user.click(screen.getByRole('button', { name: 'Add metric' }));
    expect(screen.queryByText('is needed')).toBeNull();
    await user.click(screen.getByRole('textbox', { name: /^Unit/ }));
    await user.tab();
    expect(screen.getAllByText('is needed')).toHaveLength(1);
    await user.type(screen.getByRole('textbox', { name: /^Name/ }), 'My jobs');
    expect(
      screen.getByText('must start with a lower-case letter and hold only lower-case letters, digits and _')
    ).toBeTruthy();
  });

  it('is edited, and a field that is emptied leaves no key behind', async () => {
    const { json, user } = setupConfig(settings);
    await user.click(screen.getByRole('button', { name: 'Edit metric jobs' }));
    await user.type(screen.getByRole('textbox', { name: /^Title/ }), 'Jobs');
    expect(json()['metrics']).toMatchObject([{ name: 'jobs', title: 'Jobs' }, {}]);
    await user.clear(screen.getByRole('textbox', { name: /^Title/ }));
    expect(json()['metrics']).toEqual(settings.metrics);
    await user.click(screen.getByRole('button', { name: 'Close metric jobs' }));
    expect(screen.queryByRole('textbox', { name: /^Title/ })).toBeNull();
  });

  it('offers only the aggregations that its additivity allows', async () => {
    const { user } = setupConfig(settings);
    await user.click(screen.getByRole('button', { name: 'Edit metric jobs' }));
    await user.click(screen.getByRole('combobox', { name: /^Aggregation over time/ }));
    const options = await screen.findAllByRole('option');
    expect(options.map((option) => option.textContent)).toEqual(['sum']);
  });

  it('is duplicated under a free name', async () => {
    const { json, user } = setupConfig(settings);
    await user.click(screen.getByRole('button', { name: 'Duplicate cost cloud' }));
    expect(json()['costs']).toEqual([settings.costs[0], { ...settings.costs[0], name: 'cloud_2' }]);
  });

  it('is removed', async () => {
    const { json, user } = setupConfig(settings);
    await user.click(screen.getByRole('button', { name: 'Remove metric jobs' }));
    expect(json()['metrics']).toEqual([settings.metrics[1]]);
  });

  it('that cannot be used is flagged with the reason', () => {
    setupConfig(settings);
    const metrics = within(screen.getByRole('list', { name: 'Metrics' }));
    expect(metrics.getAllByText('Cannot be used')).toHaveLength(1);
    expect(metrics.getByText('connection nowhere is not a usable one; usable are exports')).toBeTruthy();
  });

  it('of a virtual dimension has rules with conditions', async () => {
    const dimension = { name: 'env', rules: [{ value: 'test', where: [{ key: 'tag:env', op: 'in', values: ['t'] }] }] };
    const { json, user } = setupConfig({ dimensions: [dimension] });
    await user.click(screen.getByRole('button', { name: 'Edit dimension env' }));
    await pick(user, 'Rule 1 condition 1: operator', 'is present');
    expect(json()['dimensions']).toEqual([
      { name: 'env', rules: [{ value: 'test', where: [{ key: 'tag:env', op: 'present' }] }] },
    ]);
    await user.click(screen.getByRole('button', { name: 'Remove rule 1' }));
    expect(json()['dimensions']).toEqual([{ name: 'env' }]);
  });

  it('keeps the keys that the editor does not know', async () => {
    const { json, user } = setupConfig({
      ...settings,
      costs: [{ ...settings.costs[0], later: { a: 1 } }],
      other: true,
    });
    await user.click(screen.getByRole('button', { name: 'Edit cost cloud' }));
    await user.type(screen.getByRole('textbox', { name: /^Title/ }), 'C');
    expect(json()).toMatchObject({ other: true, costs: [{ title: 'C', later: { a: 1 } }] });
  });
});

describe('the general settings', () => {
  it('are written, with the model’s words on what is wrong', async () => {
    const { json, user } = setupConfig({ currency: 'Euro', fiscalYearStart: 4 });
    expect(screen.getByText('must be an ISO 4217 code such as USD')).toBeTruthy();
    expect(screen.getByRole('combobox', { name: /^Fiscal year start/ })).toHaveProperty('value', 'April');
    await pick(user, /^Week start/, 'sunday');
    expect(json()['weekStart']).toBe('sunday');
  });
});

describe('a provisioned data source', () => {
  it('is shown and cannot be changed', async () => {
    const { user } = setupConfig(settings, { readOnly: true });
    for (const name of [/^Add/, /^Edit/, /^Duplicate/, /^Remove/]) {
      expect(screen.queryAllByRole('button', { name })).toEqual([]);
    }
    await user.click(screen.getByRole('button', { name: 'View metric jobs' }));
    expect(screen.getByRole('textbox', { name: /^Unit/ })).toHaveProperty('disabled', true);
    expect(screen.getByRole('combobox', { name: /^Additivity/ })).toHaveProperty('disabled', true);
    expect(screen.getByRole('combobox', { name: /^Currency/ })).toHaveProperty('disabled', true);
  });
});

describe('the check of saved entries', () => {
  it('tells what was found of each, also when the check failed', async () => {
    fakeGrafana({
      health: () => {
        const entries = [
          { entry: 'cost cloud', ok: true, found: '12 charges', remarks: ['RegionId is missing'] },
          { entry: 'metric jobs', ok: false, found: 'jobs.csv has no column value', remarks: [] },
        ];
        throw Object.assign(new Error(), {
          data: { status: 'ERROR', message: '1 of 2 entries work.', details: { message: '', entries } },
        });
      },
    });
    const { user } = setupConfig(settings);
    await user.click(screen.getByRole('button', { name: 'Check saved entries' }));
    const found = within(await screen.findByRole('list', { name: 'What was found' }));
    expect(found.getByText('12 charges')).toBeTruthy();
    expect(found.getByText('RegionId is missing')).toBeTruthy();
    expect(found.getByText('jobs.csv has no column value')).toBeTruthy();
    expect(screen.getByText('1 of 2 entries work.')).toBeTruthy();
  });

  it('says so when there is no answer', async () => {
    fakeGrafana();
    const { user } = setupConfig(settings);
    await user.click(screen.getByRole('button', { name: 'Check saved entries' }));
    await waitFor(() => {
      expect(screen.getByText(/The plugin did not answer/)).toBeTruthy();
    });
  });
});
