import type { DataQueryRequest } from '@grafana/data';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { lastValueFrom } from 'rxjs';
import { useState } from 'react';
import { fakeGrafana } from '../testing/fake-grafana.ts';
import type { VariableQuery } from './variable-query.ts';
import { VariableSupport } from './variable-support.tsx';

const variables = {
  team: { value: ['checkout', 'search'] },
  all: { value: ['$__all'], options: ['a'] },
  part: { value: 'ch' },
};

async function listed(query: object) {
  const { datasource, seen } = fakeGrafana({}, variables);
  const request = { targets: [{ refId: 'v', ...query }], scopedVars: {} };
  const support = new VariableSupport(datasource);
  const { data } = await lastValueFrom(support.query(request as unknown as DataQueryRequest<VariableQuery>));
  return {
    data: data as readonly { text: string; value: string }[],
    asked: seen.find(({ path }) => path === 'values'),
  };
}

describe('a variable lists', () => {
  it.each([
    [
      'datasets',
      [
        { text: 'Cloud bills', value: 'cloud' },
        { text: 'Storage charges', value: 'storage' },
      ],
    ],
    [
      'metrics',
      [
        { text: 'OCR jobs', value: 'ocr_jobs' },
        { text: 'Active customers', value: 'active_customers' },
      ],
    ],
    ['budgets', [{ text: 'Cloud budget', value: 'cloud_budget' }]],
    ['kpis', [{ text: 'Cost per active customer', value: 'cost_per_customer' }]],
    [
      'dimensions',
      [
        { text: 'Team', value: 'team' },
        { text: 'Product', value: 'product' },
      ],
    ],
  ])('%s by title, used by name', async (list, expected) => {
    expect((await listed({ list })).data).toEqual(expected);
  });

  it('only what holds the text, in title or name, whatever its letter case', async () => {
    expect((await listed({ list: 'metrics', search: 'CUSTOMERS' })).data).toEqual([
      { text: 'Active customers', value: 'active_customers' },
    ]);
  });

  it('values of a dimension, searched by another variable', async () => {
    const { data, asked } = await listed({ list: 'values', dimension: 'team', search: '$part' });
    expect(data.map(({ value }) => value)).toEqual(['checkout', 'search']);
    expect(asked?.params).toEqual({ dimension: 'team', search: 'ch', limit: 1000 });
  });

  it('values that occur with the values of other variables; All does not limit them', async () => {
    const { asked } = await listed({
      dimension: 'product',
      filters: [
        { dimension: 'team', values: ['$team'] },
        { dimension: 'region', values: ['$all'] },
      ],
    });
    expect(asked?.params['filters']).toBe('[{"dimension":"team","op":"in","values":["checkout","search"]}]');
  });

  it('nothing while no dimension is chosen', async () => {
    const { data, asked } = await listed({});
    expect([data, asked]).toEqual([[], undefined]);
  });
});

describe('the editor of a variable', () => {
  it('chooses what is listed', async () => {
    const { datasource } = fakeGrafana({}, variables);
    const Editor = new VariableSupport(datasource).editor;
    const state = { query: { refId: '' } as VariableQuery, runs: 0 };
    function Host() {
      const [query, setQuery] = useState(state.query);
      const change = (changed: VariableQuery) => {
        state.query = changed;
        setQuery(changed);
      };
      const run = () => {
        state.runs++;
      };
      return <Editor datasource={datasource} query={query} onChange={change} onRunQuery={run} />;
    }
    render(<Host />);
    const user = userEvent.setup();
    await user.click(await screen.findByRole('combobox', { name: 'Dimension' }));
    await user.click(await screen.findByRole('option', { name: /Team/ }));
    await user.type(screen.getByRole('textbox', { name: /Containing/ }), 'a');
    await user.tab();
    expect(state.query).toEqual({ refId: 'variable', dimension: 'team', search: 'a' });
    await user.click(screen.getByRole('combobox', { name: 'List' }));
    await user.click(await screen.findByRole('option', { name: 'KPIs' }));
    expect(state.query).toMatchObject({ list: 'kpis' });
    expect(screen.queryByRole('combobox', { name: 'Dimension' })).toBeNull();
    expect(state.runs).toBe(3);
  });
});
