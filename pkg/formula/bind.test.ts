import { counted, money, unitText } from '../model/unit.ts';
import { bindFormula } from './bind.ts';
import type { Meaning, Scope } from './bound.ts';
import { parseFormula } from './parse.ts';

const meanings: Readonly<Record<string, Meaning>> = {
  cost: { kind: 'leg', leg: 0, unit: money('USD'), time: 'flow' },
  jobs: { kind: 'leg', leg: 1, unit: counted('job'), time: 'flow' },
  customers: { kind: 'leg', leg: 2, unit: counted('customer'), time: 'stock' },
  revenue: { kind: 'leg', leg: 3, unit: money('USD'), time: 'flow' },
  margin: { kind: 'kpi', expression: '(revenue - cost) / revenue', per: undefined },
  per_customer: { kind: 'kpi', expression: 'cost / customers', per: 'year' },
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
  ])('%s is in %s', (text, expected) => {
    expect(unit(text)).toBe(expected);
  });

  it('takes the time basis that is asked for', () => {
    expect(unit('cost / customers', 'day')).toBe('USD / customer / day');
    expect(unit('cost / customers', 'bucket')).toBe('USD / customer / bucket');
  });

  it.each([
    ['cost + jobs', 'position 0: cannot add USD and jobs'],
    ['1 + (cost < jobs)', 'position 4: cannot compare USD and jobs'],
    ['cost / jobs - cost / customers', 'position 0: cannot subtract USD / job and USD / customer / month'],
    ['max(cost, customers)', 'position 0: cannot use max on USD and customers'],
    ['cost / jobz', `position 7: unknown name jobz; known are ${Object.keys(meanings).join(', ')}`],
    ['sqrt(cost)', 'position 0: unknown function sqrt; known are if, coalesce, min, max, abs, round, total, previous'],
    ['total', 'position 0: total is a function and needs parentheses'],
    ['abs(cost, jobs)', 'position 0: abs(x) does not take 2 arguments'],
    ['cost + 1 DAY', 'position 7: the duration 1 DAY has no place here'],
    ['wrong * 2', 'position 0: in the KPI wrong (cost + jobs): cannot add USD and jobs'],
  ])('refuses %s', (text, expected) => {
    expect(unit(text)).toBe(expected);
  });

  it('finds a KPI that leads back to itself', () => {
    expect(unit('circle')).toContain('leads back to itself');
  });

  it('lists each leg and context once', () => {
    const binding = bound('cost / total(cost) + previous(cost / total(cost)) + cost / total(cost)');
    expect(binding.ok && binding.formula.uses).toEqual([
      { leg: 0, groups: 'each', shift: 0 },
      { leg: 0, groups: 'total', shift: 0 },
      { leg: 0, groups: 'each', shift: 1 },
      { leg: 0, groups: 'total', shift: 1 },
    ]);
  });
});
