import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { parseFormula } from '../../pkg/formula/parse.ts';
import { functions } from '../../pkg/formula/functions.ts';
import { catalogView } from '../catalog/catalog.ts';
import { checkQuery } from '../query/check-formula.ts';
import { readDraft } from '../query/draft.ts';
import { catalog, fakeGrafana } from '../testing/fake-grafana.ts';
import { examples } from './examples.ts';
import { QueryHelp } from './query-help.tsx';

describe('the help', () => {
  it('offers examples that bind against the catalog they were made for', () => {
    const view = catalogView.parse(catalog);
    const found = examples(view);
    const read = readDraft({ formulas: found.map(({ expression }) => ({ expression })) });
    const states = read.ok ? checkQuery(read.draft, view).formulas.map(({ state }) => state) : [];
    expect(states).toEqual(found.map(() => 'right'));
  });

  it('offers examples that parse where nothing is declared yet', () => {
    const found = examples({ metrics: [], kpis: [], costs: [], budgets: [] });
    expect(found.filter(({ expression }) => !parseFormula(expression).ok)).toEqual([]);
    expect(found.length).toBeGreaterThan(5);
  });

  it('makes a clicked example the formula of the query, and lists every function', async () => {
    const { datasource } = fakeGrafana();
    const clicked: unknown[] = [];
    render(
      <QueryHelp
        datasource={datasource}
        query={{ refId: 'B', groupBy: ['team'] }}
        onClickExample={(query) => {
          clicked.push(query);
        }}
      />
    );
    await userEvent.setup().click(await screen.findByRole('button', { name: 'cost / active_customers' }));
    expect(clicked).toEqual([{ refId: 'B', groupBy: ['team'], formulas: [{ expression: 'cost / active_customers' }] }]);
    for (const { signature } of Object.values(functions)) {
      expect(screen.getByRole('rowheader', { name: signature })).toBeTruthy();
    }
  });
});
