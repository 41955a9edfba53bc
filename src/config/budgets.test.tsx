import { screen, within } from '@testing-library/react';
import { pick, setupConfig } from '../testing/config-host.tsx';

const plan = {
  name: 'plan',
  dimensions: { team: 'team' },
  amounts: [{ date: '2026-10', value: 900, keys: { team: 'checkout' } }],
};

describe('a budget', () => {
  it('is written line by line, with a column for each key', async () => {
    const { json, user } = setupConfig({});
    await user.click(screen.getByRole('button', { name: 'Expand section Budgets' }));
    await user.click(screen.getByRole('button', { name: 'Add budget' }));
    await user.type(screen.getByRole('textbox', { name: /^Name/ }), 'plan');
    await user.click(screen.getByRole('button', { name: 'Add to dimensions' }));
    await user.type(screen.getByRole('textbox', { name: 'Dimensions 1: dimension' }), 'team');
    await user.type(screen.getByRole('textbox', { name: 'Dimensions 1: key' }), 'team');
    await user.click(screen.getByRole('button', { name: 'Add to amounts' }));
    await user.type(screen.getByRole('textbox', { name: 'Amounts 1: date' }), '2026-10');
    await user.type(screen.getByRole('spinbutton', { name: 'Amounts 1: value' }), '900.5');
    await user.type(screen.getByRole('textbox', { name: 'Amounts 1: team' }), 'checkout');
    // The next line goes on where the last one ends.
    await user.click(screen.getByRole('button', { name: 'Add to amounts' }));
    await user.click(screen.getByRole('button', { name: 'Add to amounts' }));
    await user.click(screen.getByRole('button', { name: 'Remove amounts 3' }));
    expect(json()['budgets']).toEqual([
      {
        name: 'plan',
        dimensions: { team: 'team' },
        amounts: [
          { date: '2026-10', value: 900.5, keys: { team: 'checkout' } },
          { date: '2026-11', value: 900.5, keys: { team: 'checkout' } },
        ],
      },
    ]);
    expect(screen.queryByText('Cannot be used')).toBeNull();
  });

  it('on a connection has the fields of its type in place of amounts', async () => {
    const { json, user } = setupConfig({
      connections: [{ name: 'exports', type: 'files', path: '/data' }],
      budgets: [{ name: 'plan' }],
    });
    await user.click(screen.getByRole('button', { name: 'Edit budget plan' }));
    await pick(user, /^Connection/, /^exports/);
    expect(screen.queryByRole('button', { name: 'Add to amounts' })).toBeNull();
    await user.type(screen.getByRole('textbox', { name: /^Location/ }), 'plan.csv');
    expect(json()['budgets']).toEqual([{ name: 'plan', connection: 'exports', location: 'plan.csv' }]);
  });

  it('says at its line what is wrong', async () => {
    const { user } = setupConfig({ budgets: [{ ...plan, amounts: [{ date: '2026-10' }] }] });
    await user.click(screen.getByRole('button', { name: 'Edit budget plan' }));
    expect(screen.getByText(/^0\.value: /)).toBeTruthy();
  });

  it('of years of days is drawn in pages', async () => {
    const amounts = Array.from({ length: 60 }, (_, index) => ({ date: '2026-10', value: index }));
    const { user } = setupConfig({ budgets: [{ ...plan, amounts }] });
    await user.click(screen.getByRole('button', { name: 'Edit budget plan' }));
    const table = () => within(screen.getByRole('table', { name: 'Amounts' }));
    // 24 lines a page, and the line of column names.
    expect(table().getAllByRole('row')).toHaveLength(25);
    await user.click(screen.getByRole('button', { name: '3' }));
    expect(table().getAllByRole('row')).toHaveLength(13);
    expect(table().getByRole('spinbutton', { name: 'Amounts 60: value' })).toHaveProperty('value', '59');
  });
});

describe('a KPI', () => {
  it('says which side of its target is the good one', async () => {
    const { json, user } = setupConfig({ kpis: [{ name: 'margin', expression: 'cost', target: 5 }] });
    await user.click(screen.getByRole('button', { name: 'Edit KPI margin' }));
    await pick(user, /^Better/, 'higher');
    expect(json()['kpis']).toEqual([{ name: 'margin', expression: 'cost', target: 5, better: 'higher' }]);
  });
});
