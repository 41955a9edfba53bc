import { CoreApp, dateTime } from '@grafana/data';
import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { catalog, fakeGrafana } from '../testing/fake-grafana.ts';
import type { UnitEconomicsQuery } from '../types.ts';
import { QueryEditor } from './query-editor.tsx';

type Grafana = ReturnType<typeof fakeGrafana>;

interface Options {
  readonly app?: CoreApp;
  readonly days?: number;
  readonly grafana?: Grafana;
}

/** The editor with its query kept as Grafana keeps it. */
function setup(query: object, { app, days, grafana = fakeGrafana() }: Options = {}) {
  const state = { query: { refId: 'A', ...query } as UnitEconomicsQuery, runs: 0 };
  function Host() {
    const [current, setCurrent] = useState(state.query);
    return (
      <QueryEditor
        datasource={grafana.datasource}
        query={current}
        onChange={(changed) => {
          state.query = changed;
          setCurrent(changed);
        }}
        onRunQuery={() => {
          state.runs++;
        }}
        {...(app && { app })}
        {...(days !== undefined && {
          range: {
            from: dateTime('2026-01-01'),
            to: dateTime('2026-01-01').add(days, 'days'),
            raw: { from: '', to: '' },
          },
        })}
      />
    );
  }
  render(<Host />);
  return { state, user: userEvent.setup(), ...grafana };
}

async function pick(user: ReturnType<typeof userEvent.setup>, list: string, option: string | RegExp) {
  await user.click(await screen.findByRole('combobox', { name: list }));
  await user.click(await screen.findByRole('option', { name: option }));
}

describe('a new query', () => {
  it('becomes cost per customer by picking the usage', async () => {
    const { state, user } = setup({ formulas: [{ expression: 'cost' }] });
    await pick(user, 'Add usage', /Active customers/);
    expect(state.query.formulas).toEqual([{ expression: 'cost / active_customers' }]);
    expect(state.runs).toBe(1);
    expect(screen.getByText('In USD / customer / month')).toBeTruthy();
  });

  it('becomes a KPI by picking it', async () => {
    const { state, user } = setup({ formulas: [{ expression: 'cost' }] });
    await pick(user, 'Add KPI', /Cost per active customer/);
    expect(state.query.formulas).toEqual([{ expression: 'cost_per_customer' }]);
  });

  it('is built from nothing with a group and a grain', async () => {
    const { state, user } = setup({});
    await pick(user, 'Add cost', /Billed cost/);
    await pick(user, 'Add usage', /OCR jobs/);
    await pick(user, 'Group by', /Team/);
    await pick(user, 'Grain', 'month');
    expect(state.query).toEqual({
      refId: 'A',
      formulas: [{ expression: 'billed_cost / ocr_jobs' }],
      groupBy: ['team'],
      grain: 'month',
    });
  });

  it('becomes cost per unit that the bill counts by picking it', async () => {
    const s3 = { dataset: 'cloud', service: 'Amazon S3', unit: 'GB-Mo', quantity: 150, cost: 7 };
    const grafana = fakeGrafana({ quantities: () => [s3, { ...s3, service: 'AWS Lambda', unit: 'Requests' }] });
    const { state, user, seen } = setup({ formulas: [{ expression: 'cost' }] }, { grafana });
    expect(await screen.findByText(/^Effective cost of Cloud bills/)).toBeTruthy();
    // Charges are read for it: not before somebody looks for usage.
    expect(seen.map(({ path }) => path)).not.toContain('quantities');
    await pick(user, 'Add usage', /GB-Mo of Amazon S3/);
    expect(state.query.formulas).toEqual([{ expression: 'cost / amazon_s3_gb_mo' }]);
    expect(state.query.legs).toEqual([
      {
        name: 'amazon_s3_gb_mo',
        kind: 'cost',
        dataset: 'cloud',
        measure: 'ConsumedQuantity',
        broadcast: false,
        chargeCategories: ['Usage'],
        filters: [
          { dimension: 'ServiceName', op: 'in', values: ['Amazon S3'] },
          { dimension: 'ConsumedUnit', op: 'in', values: ['GB-Mo'] },
        ],
      },
    ]);
    expect(state.runs).toBe(1);
    await pick(user, 'Add cost', /Billed cost/);
    await pick(user, 'Add usage', /Requests of AWS Lambda/);
    expect(state.query.formulas?.at(-1)?.expression).toBe('billed_cost / aws_lambda_requests');
    expect(seen.filter(({ path }) => path === 'quantities')).toHaveLength(1);
  });

  it('offers metrics where the bill’s quantities cannot be read', async () => {
    const grafana = fakeGrafana({
      quantities: () => {
        throw new Error('the bill is away');
      },
    });
    const { state, user } = setup({ formulas: [{ expression: 'cost' }] }, { grafana });
    await pick(user, 'Add usage', /OCR jobs/);
    expect(state.query.formulas).toEqual([{ expression: 'cost / ocr_jobs' }]);
  });

  it('says of every leg what it is, its unit, its grain and its last date', async () => {
    setup({ formulas: [{ expression: 'cost / ocr_jobs' }] });
    expect(await screen.findByText('Effective cost of Cloud bills; in USD; by day; data to 2026-07-29.')).toBeTruthy();
    expect(
      screen.getByText('OCR jobs (job): adds up over time and groups; by day; splits by team; data to 2026-07-30.')
    ).toBeTruthy();
  });
});

describe('a budget', () => {
  it('is picked beside costs, metrics and KPIs, and told in a sentence', async () => {
    const { state, user } = setup({ formulas: [{ expression: 'cost' }] });
    await pick(user, 'Add budget', /Cloud budget/);
    expect(state.query.formulas).toEqual([{ expression: 'cost / cloud_budget' }]);
    expect(screen.getByText('Cloud budget: money planned; in USD; by month; splits by team.')).toBeTruthy();
    expect(screen.getByText('In a plain ratio')).toBeTruthy();
  });

  it('becomes a leg of its own that another budget can take the place of', async () => {
    const { state, user } = setup({ formulas: [{ expression: 'cost / cloud_budget' }] });
    await user.click(await screen.findByRole('button', { name: 'Filter or change leg cloud_budget' }));
    expect(state.query.legs).toEqual([
      { name: 'cloud_budget', kind: 'budget', budget: 'cloud_budget', broadcast: false, filters: [] },
    ]);
    expect(screen.getByRole('combobox', { name: 'Budget' })).toHaveProperty('value', 'Cloud budget');
  });
});

describe('suggestions', () => {
  const listed = () => screen.queryAllByRole('option').map(({ textContent }) => textContent);

  it('are listed while a name is written, and taken with the keyboard', async () => {
    const { state, user } = setup({ formulas: [{ expression: 'cost' }] });
    const field = await screen.findByRole('combobox', { name: 'Formula' });
    await user.type(field, ' / cost_per_c');
    expect(listed()).toEqual([
      expect.stringContaining('cost_per_customer'),
      expect.stringContaining('cost_per_customer.targettargetTarget of Cost per active customer: 4.2'),
    ]);
    await user.keyboard('{ArrowDown}{ArrowDown}');
    expect(field.getAttribute('aria-activedescendant')).toBe(screen.getAllByRole('option')[1]?.id);
    await user.keyboard('{Enter}');
    expect(state.query.formulas).toEqual([{ expression: 'cost / cost_per_customer.target' }]);
    expect(listed()).toEqual([]);
    expect(state.runs).toBe(0); // Enter took the name
    await user.keyboard('{Enter}');
    expect(state.runs).toBe(1);
  });

  it('hold functions with signature and help; a click writes the name and the bracket', async () => {
    const { state, user } = setup({ formulas: [{ expression: '' }] });
    const field = await screen.findByRole('combobox', { name: 'Formula' });
    await user.type(field, 'roll');
    const [rolling] = screen.getAllByRole('option');
    expect(rolling?.textContent).toContain('rolling(x, duration)');
    expect(rolling?.textContent).toContain('x over the duration that ends with the bucket');
    await user.click(rolling as HTMLElement);
    await user.keyboard('cost, 28d)');
    expect(state.query.formulas).toEqual([{ expression: 'rolling(cost, 28d)' }]);
  });

  it('close on Escape, open in full on Ctrl+Space, and are not in the way of Enter', async () => {
    const { state, user } = setup({ formulas: [{ expression: '' }] });
    const field = await screen.findByRole('combobox', { name: 'Formula' });
    await user.type(field, 'cost');
    await user.keyboard('{Escape}');
    expect(listed()).toEqual([]);
    await user.keyboard(' - {Control>} {/Control}');
    expect(listed().length).toBeGreaterThan(20);
    await user.keyboard('{Escape}c{Enter}');
    expect([state.runs, listed()]).toEqual([1, []]);
  });
});

describe('a formula', () => {
  it('shows the problem at its place, and runs on Enter, not at each key', async () => {
    const { state, user } = setup({ formulas: [{ expression: 'cost' }] });
    const field = await screen.findByRole('combobox', { name: 'Formula' });
    await user.type(field, ' / nonsense');
    expect(screen.getByText(/Position 8: unknown name nonsense/)).toBeTruthy();
    expect(field.getAttribute('aria-invalid')).toBe('true');
    expect(state.runs).toBe(0);
    await user.type(field, '{Enter}');
    expect(state.runs).toBe(1);
  });

  it('that names an entry with wrong settings says so', async () => {
    setup({ formulas: [{ expression: 'cost / lost' }] });
    expect(await screen.findByText(/the metric lost cannot be used, because its settings are wrong/)).toBeTruthy();
  });

  it('can be added, named and removed', async () => {
    const { state, user } = setup({ formulas: [{ expression: 'cost' }] });
    await user.click(await screen.findByRole('button', { name: 'Add formula' }));
    await user.type(screen.getByRole('combobox', { name: 'Formula 2' }), 'ocr_jobs');
    await user.type(screen.getByRole('textbox', { name: /Formula 2 legend/ }), 'Jobs');
    expect(state.query.formulas).toEqual([{ expression: 'cost' }, { expression: 'ocr_jobs', name: 'Jobs' }]);
    await user.click(screen.getByRole('button', { name: 'Remove formula 2' }));
    expect(state.query.formulas).toEqual([{ expression: 'cost' }]);
  });

  it('keeps its comparison with the past while it changes', async () => {
    const { state, user } = setup({ formulas: [{ expression: 'cost' }] });
    await pick(user, 'Compare with', /Previous value/);
    await user.type(screen.getByRole('combobox', { name: 'Formula' }), ' / ocr_jobs');
    expect(state.query.formulas).toEqual([
      { expression: 'cost / ocr_jobs' },
      { expression: 'previous(cost / ocr_jobs)', name: 'cost / ocr_jobs (previous)' },
    ]);
    await pick(user, 'Compare with', 'Nothing');
    expect(state.query.formulas).toEqual([{ expression: 'cost / ocr_jobs' }]);
  });
});

describe('a leg', () => {
  it('gets filters of its own, with values from the server', async () => {
    const { state, user, seen } = setup({ formulas: [{ expression: 'cost / ocr_jobs' }] });
    await user.click(await screen.findByRole('button', { name: 'Filter or change leg cost' }));
    expect(state.query.formulas).toEqual([{ expression: 'all_cost / ocr_jobs' }]);
    await user.click(screen.getByRole('button', { name: 'Add filter to leg all_cost' }));
    const values = screen.getByRole('combobox', { name: 'Filter 1 of leg all_cost: values' });
    await user.type(values, 'sea');
    await user.click(await screen.findByRole('option', { name: /search/ }));
    expect(state.query.legs).toEqual([
      {
        name: 'all_cost',
        kind: 'cost',
        measure: 'EffectiveCost',
        broadcast: false,
        filters: [{ dimension: 'team', op: 'in', values: ['search'] }],
      },
    ]);
    expect(seen).toContainEqual({ path: 'values', params: { dimension: 'team', search: 'sea' } });
  });

  it('is renamed together with the formulas that use it', async () => {
    const { state, user } = setup({
      legs: [{ name: 'a', kind: 'cost', dataset: 'cloud' }],
      formulas: [{ expression: 'a / ocr_jobs + a' }],
    });
    const field = await screen.findByRole('textbox', { name: 'Leg name' });
    await user.clear(field);
    await user.type(field, 'cost');
    expect(screen.getByText('The formula language reserves this word')).toBeTruthy();
    await user.clear(field);
    await user.type(field, 'bills');
    await user.tab();
    expect(state.query.formulas).toEqual([{ expression: 'bills / ocr_jobs + bills' }]);
    expect(state.query.legs).toMatchObject([{ name: 'bills', dataset: 'cloud' }]);
  });

  it('can be duplicated and removed', async () => {
    const { state, user } = setup({
      legs: [{ name: 'jobs', kind: 'usage', metric: 'ocr_jobs' }],
      formulas: [{ expression: 'cost / jobs' }],
    });
    await user.click(await screen.findByRole('button', { name: 'Duplicate leg jobs' }));
    expect(state.query.legs).toMatchObject([{ name: 'jobs' }, { name: 'jobs_2', metric: 'ocr_jobs' }]);
    await user.click(screen.getByRole('button', { name: 'Remove leg jobs' }));
    expect(state.query.legs).toMatchObject([{ name: 'jobs_2' }]);
  });
});

describe('the view', () => {
  it('filters the query by values and offers the dashboard variables', async () => {
    const grafana = fakeGrafana({}, { team: { value: 'ads' } });
    const { state, user } = setup({ formulas: [{ expression: 'cost' }] }, { grafana });
    await user.click(await screen.findByRole('button', { name: 'Add filter to query' }));
    expect(state.runs).toBe(0);
    await pick(user, 'Filter 1 of query: values', '$team');
    expect(state.query.filters).toEqual([{ dimension: 'team', op: 'in', values: ['$team'] }]);
    expect(state.runs).toBe(1);
  });

  it('sets the time basis of every formula, and takes it back', async () => {
    const { state, user } = setup({ formulas: [{ expression: 'cost / active_customers' }] });
    await pick(user, 'Per', 'year');
    expect(state.query.formulas).toEqual([{ expression: 'cost / active_customers', per: 'year' }]);
    expect(screen.getByText('In USD / customer / year')).toBeTruthy();
    await pick(user, 'Per', /Default/);
    expect(state.query.formulas).toEqual([{ expression: 'cost / active_customers' }]);
  });

  it('sets the result, the treatment of incomplete days and the limit', async () => {
    const { state, user } = setup({ formulas: [{ expression: 'cost' }] });
    await pick(user, 'Result', /^Table/);
    await pick(user, 'Incomplete days', /Hide/);
    await user.type(screen.getByRole('spinbutton', { name: 'Limit' }), '5');
    await user.tab();
    expect(state.query).toMatchObject({ result: 'table', incomplete: 'hide', limit: 5 });
  });
});

describe('leaving a field', () => {
  it('runs what was changed since the last run, and nothing else', async () => {
    const { state, user } = setup({ formulas: [{ expression: 'cost' }] });
    await user.click(await screen.findByRole('combobox', { name: 'Formula' }));
    await user.tab();
    await user.tab();
    expect(state.runs).toBe(0);
    await user.type(screen.getByRole('textbox', { name: /Formula legend/ }), 'Spend');
    await user.tab();
    expect(state.runs).toBe(1);
    await user.type(screen.getByRole('spinbutton', { name: 'Limit' }), '5{Enter}');
    expect(state.runs).toBe(2);
    await user.tab();
    expect(state.runs).toBe(2);
  });

  it.each([CoreApp.Explore, CoreApp.UnifiedAlerting])(
    'does not run in %s, where a press on the button that runs would cancel it',
    async (app) => {
      const { state, user } = setup(
        {
          formulas: [{ expression: 'cost / a' }],
          legs: [{ name: 'a', kind: 'usage', metric: 'ocr_jobs' }],
          grain: 'day',
        },
        { app }
      );
      await user.type(await screen.findByRole('combobox', { name: 'Formula' }), ' + cost');
      await user.type(screen.getByRole('textbox', { name: /Formula legend/ }), 'Spend');
      await user.type(screen.getByRole('spinbutton', { name: 'Limit' }), '5');
      await user.type(screen.getByRole('textbox', { name: 'Leg name' }), 'bc');
      await user.click(screen.getByRole('button', { name: 'Add filter to query' }));
      await pick(user, 'Filter 1 of query: operator', /^matches/);
      await user.type(screen.getByRole('textbox', { name: 'Filter 1 of query: pattern' }), 's.*');
      await user.tab();
      expect(state.query).toMatchObject({
        formulas: [{ expression: 'cost / abc + cost', name: 'Spend' }],
        legs: [{ name: 'abc' }],
        limit: 5,
        filters: [{ dimension: 'team', op: 'regex', values: ['s.*'] }],
      });
      expect(state.runs).toBe(0);
      await user.type(screen.getByRole('combobox', { name: 'Formula' }), ' {Enter}');
      expect(state.runs).toBe(1);
    }
  );
});

describe('in an alert rule', () => {
  it.each([
    ['without a range', undefined, 'day'],
    ['over 35 days', 35, 'day'],
    ['over 150 days', 150, 'week'],
    ['over 400 days', 400, 'month'],
  ])('auto is written out as a fixed grain %s', async (_, days, grain) => {
    const options = { app: CoreApp.UnifiedAlerting, ...(days !== undefined && { days }) };
    const { state } = setup({ formulas: [{ expression: 'cost' }], grain: 'auto' }, options);
    await waitFor(() => {
      expect(state.query.grain).toBe(grain);
    });
  });

  it('a chosen grain stays, and auto cannot be chosen', async () => {
    const { state, user } = setup({ formulas: [], grain: 'month' }, { app: CoreApp.UnifiedAlerting, days: 35 });
    await user.click(await screen.findByRole('combobox', { name: 'Grain' }));
    expect(screen.queryByRole('option', { name: 'auto' })).toBeNull();
    expect(state.query.grain).toBe('month');
  });
});

describe('a saved query that cannot be shown', () => {
  const saved = { formulas: [{ expression: 'cost' }], groupBy: 'team', colour: 'red' };

  it('is shown as it is and not touched', async () => {
    const { state } = setup(saved, { app: CoreApp.UnifiedAlerting });
    const field = await screen.findByRole('textbox', { name: 'Query as JSON' });
    expect(JSON.parse((field as HTMLTextAreaElement).value)).toEqual(saved);
    expect(screen.getByText(/groupBy: Invalid input.*Nothing was changed/s)).toBeTruthy();
    expect(state.query).toEqual({ refId: 'A', ...saved });
  });

  it('is used once it is mended', async () => {
    const { state, user } = setup(saved);
    const field = await screen.findByRole('textbox', { name: 'Query as JSON' });
    await user.clear(field);
    await user.paste('{"formulas":[{"expression":"cost"}],"groupBy":["team"]}');
    await user.click(screen.getByRole('button', { name: 'Use this query' }));
    expect(state.query).toEqual({ refId: 'A', formulas: [{ expression: 'cost' }], groupBy: ['team'] });
    expect(await screen.findByRole('combobox', { name: 'Formula' })).toBeTruthy();
  });
});

describe('the catalog', () => {
  it('that cannot be read is said with its reason', async () => {
    const grafana = fakeGrafana({
      catalog: () => {
        throw Object.assign(new Error(), { data: { message: 'The settings are not a JSON object.' } });
      },
    });
    setup({ formulas: [{ expression: 'cost' }] }, { grafana });
    expect(await screen.findByText('The settings are not a JSON object.')).toBeTruthy();
  });

  it('of 500 metrics is searched, and only what is visible is drawn', async () => {
    const metrics = Array.from({ length: 500 }, (_, index) => ({
      ...catalog.metrics[0],
      name: `metric_${index}`,
      title: `Metric number ${index}`,
    }));
    const { state, user } = setup(
      { formulas: [{ expression: 'cost' }] },
      { grafana: fakeGrafana({ catalog: () => ({ ...catalog, metrics }) }) }
    );
    const list = await screen.findByRole('combobox', { name: 'Add usage' });
    await user.click(list);
    const drawn = await screen.findAllByRole('option');
    expect(drawn.length).toBeLessThan(60);
    await user.type(list, 'number 437');
    await user.click(await screen.findByRole('option', { name: /Metric number 437/ }));
    expect(state.query.formulas).toEqual([{ expression: 'cost / metric_437' }]);
  });
});
