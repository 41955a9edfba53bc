import { counted, money, unitText } from '../model/unit.ts';
import { bindFormula } from './bind.ts';
import type { Meaning, Scope } from './bound.ts';
import { functionNames } from './functions.ts';
import { parseFormula } from './parse.ts';

const meanings: Readonly<Record<string, Meaning>> = {
  cost: { kind: 'leg', leg: 0, unit: money('USD'), time: 'flow', overGroups: 'sum' },
  jobs: { kind: 'leg', leg: 1, unit: counted('job'), time: 'flow', overGroups: 'sum' },
  customers: { kind: 'leg', leg: 2, unit: counted('customer'), time: 'stock', overGroups: 'sum' },
  users: { kind: 'leg', leg: 4, unit: counted('user'), time: 'stock', overGroups: 'apart' },
  spread: { kind: 'leg', leg: 5, unit: money('USD'), time: 'flow', overGroups: 'same' },
  spend: { kind: 'kpi', expression: 'cost - 2 * revenue', per: undefined },
  revenue: { kind: 'leg', leg: 3, unit: money('USD'), time: 'flow', overGroups: 'sum' },
  margin: { kind: 'kpi', expression: '(revenue - cost) / revenue', per: undefined },
  per_customer: { kind: 'kpi', expression: 'cost / customers', per: 'year' },
  'cost_goal.target': { kind: 'target', value: 4.2, expression: 'cost / customers', per: 'year' },
  circle: { kind: 'kpi', expression: 'circle + 1', per: undefined },
  wrong: { kind: 'kpi', expression: 'cost + jobs', per: undefined },
};
const scope: Scope = { lookup: (name) => meanings[name], known: Object.keys(meanings) };

function bound(text: string, per?: 'day' | 'month' | 'bucket') {
  const parsed = parseFormula(text);
  if (!parsed.ok) {
    throw new Error(parsed.problem.message);
  }
  return bindFormula(parsed.expression, scope, per);
}

function unit(text: string, per?: 'day' | 'month' | 'bucket'): string {
  const binding = bound(text, per);
  return binding.ok
    ? unitText(binding.formula.unit)
    : `position ${binding.problem.position}: ${binding.problem.message}`;
}

describe('bindFormula', () => {
  it.each([
    ['cost', 'USD'],
    ['cost / jobs', 'USD / job'],
    ['cost / (jobs / 1000)', 'USD / 1k jobs'],
    ['cost / jobs * 1_000_000', 'USD / 1M jobs'],
    ['cost / (jobs / 7)', 'USD / job'],
    ['(cost / revenue) * 100', '%'],
    ['100 * cost / revenue', '%'],
    ['cost * 100', 'USD'],
    ['cost / customers', 'USD / customer / month'],
    ['cost / (customers / 1000)', 'USD / 1k customers / month'],
    ['total(cost) / total(customers)', 'USD / customer / month'],
    ['(cost / customers) / (jobs / customers)', 'USD / job'],
    ['per_customer', 'USD / customer / year'],
    ['margin', ''],
    ['(cost - previous(cost)) / abs(previous(cost))', ''],
    ['if(jobs > 100, cost / jobs, 0)', 'USD / job'],
    ['coalesce(cost, 0)', 'USD'],
    ['cost > revenue', ''],
    ['customers / cost', 'customer months / USD'],
    ['share(cost)', ''],
    ['100 * share(cost)', '%'],
    ['rank(cost / jobs)', ''],
    ['rolling(cost / customers, 28d)', 'USD / customer / month'],
    ['(cost - timeShift(cost, 1 DAY)) / abs(timeShift(cost, 1 DAY))', ''],
    ['sum(cost, revenue)', 'USD'],
    ['avg(cost, 0)', 'USD'],
    ['clamp(cost / jobs, 0, 5)', 'USD / job'],
    ['sqrt(cost * revenue)', 'USD'],
    ['log(cost / revenue)', ''],
    ['per_customer - cost_goal.target', 'USD / customer / year'],
  ])('%s is in %s', (text, expected) => {
    expect(unit(text)).toBe(expected);
  });

  it('takes the time basis that is asked for', () => {
    expect(unit('cost / customers', 'day')).toBe('USD / customer / day');
    expect(unit('cost / customers', 'bucket')).toBe('USD / customer / bucket');
  });

  it.each([
    ['cost + jobs', 'position 0: cannot add USD and jobs; divide one by the other, or show two formulas'],
    ['1 + (cost < jobs)', 'position 4: cannot compare USD and jobs'],
    [
      'cost / jobs - cost / customers',
      'position 0: cannot subtract USD / job and USD / customer / month; divide one by the other, or show two formulas',
    ],
    ['max(cost, customers)', 'position 0: cannot use max on USD and customers'],
    ['cost / jobz', `position 7: unknown name jobz; did you mean jobs? Known are ${Object.keys(meanings).join(', ')}`],
    ['median(cost)', `position 0: unknown function median; known are ${functionNames.join(', ')}`],
    [
      'share(cost / jobs)',
      'position 0: the groups of a ratio do not add up to a total, so it has no share; take the share of its numerator, such as share(cost)',
    ],
    ['log(cost)', 'position 0: log needs a number without a unit, and this is in USD'],
    [
      'rolling(cost, 28)',
      'position 14: the second argument of rolling(x, duration) is a length of time above zero, such as 28d, 1mo or 1 MONTH',
    ],
    [
      'timeShift(cost, 0d)',
      'position 16: the second argument of timeShift(x, duration) is a length of time above zero, such as 28d, 1mo or 1 MONTH',
    ],
    ['sum(cost, jobs)', 'position 0: cannot use sum on USD and jobs'],
    [
      'cost_goal.target + jobs',
      'position 0: cannot add USD / customer / year and jobs; divide one by the other, or show two formulas',
    ],
    ['total', 'position 0: total is a function and needs parentheses'],
    ['abs(cost, jobs)', 'position 0: abs(x) does not take 2 arguments'],
    ['cost + 1 DAY', 'position 7: the duration 1 DAY has no place here'],
    [
      'wrong * 2',
      'position 0: in the KPI wrong (cost + jobs): cannot add USD and jobs; divide one by the other, or show two formulas',
    ],
  ])('refuses %s', (text, expected) => {
    expect(unit(text)).toBe(expected);
  });

  it.each([
    'cost',
    '-cost',
    'cost + revenue - cost / 7',
    'cost * 1000',
    '2 * (cost - revenue) / (1 + 3)',
    'sum(cost, revenue)',
    'avg(cost, revenue)',
    'customers',
    'rolling(cost, 7d) - previous(cost)',
    'cost * total(jobs)',
    'spend',
  ])('share(%s) is a part of a total', (text) => {
    expect(bound(`share(${text})`)).toMatchObject({ ok: true });
  });

  it.each([
    'users',
    'cost + 5',
    'cost - spread',
    'spread',
    'min(cost, 5)',
    'abs(cost)',
    'cost * cost',
    'cost * customers',
    'cost % 7',
    'total(cost)',
    'if(jobs > 1, cost, 0)',
    'coalesce(cost, revenue)',
  ])('refuses share(%s), whose groups do not add up', (text) => {
    const what = /^\w+$/.test(text) ? text : 'this';
    expect(unit(`share(${text})`)).toContain(
      `position 0: the groups of ${what} do not add up to its total, so it has no share`
    );
  });

  it('takes the share of the total for the whole, and still none of a ratio', () => {
    expect(unit('total(share(cost))')).toBe('');
    expect(unit('total(share(cost / jobs))')).toContain('the groups of a ratio do not add up');
  });

  it('finds a KPI that leads back to itself', () => {
    expect(unit('circle')).toContain('leads back to itself');
  });

  it('lists each leg and context once', () => {
    const binding = bound('cost / total(cost) + previous(cost / total(cost)) + cost / total(cost)');
    expect(binding.ok && binding.formula.uses).toEqual([
      { leg: 0, groups: 'each', steps: [] },
      { leg: 0, groups: 'total', steps: [] },
      { leg: 0, groups: 'each', steps: [{ kind: 'previous' }] },
      { leg: 0, groups: 'total', steps: [{ kind: 'previous' }] },
    ]);
  });
});
