import { readFileSync } from 'node:fs';
import path from 'node:path';
import { counted, money } from '../model/unit.ts';
import { bindFormula } from './bind.ts';
import type { Meaning } from './bound.ts';
import { functions, functionNames } from './functions.ts';
import { guide, guideMarkdown } from './guide.ts';
import { parseFormula } from './parse.ts';

const usd: Meaning = { kind: 'leg', leg: 0, unit: money('USD'), time: 'flow', overGroups: 'sum' };
const meanings: Readonly<Record<string, Meaning>> = {
  cost: usd,
  list_cost: { ...usd, leg: 1 },
  'aws.cost': { ...usd, leg: 2 },
  'gcp.cost': { ...usd, leg: 3 },
  budget: { ...usd, leg: 4 },
  cloud_budget: { ...usd, leg: 5 },
  jobs: { kind: 'leg', leg: 6, unit: counted('job'), time: 'flow', overGroups: 'sum' },
  active_customers: { kind: 'leg', leg: 7, unit: counted('customer'), time: 'stock', overGroups: 'sum' },
};

describe('the guide', () => {
  it.each(Object.values(functions).map(({ example }) => example))('its example %s parses and binds', (example) => {
    const parsed = parseFormula(example);
    const bound = parsed.ok ? bindFormula(parsed.expression, { lookup: (name) => meanings[name], known: [] }) : parsed;
    expect(bound).toMatchObject({ ok: true });
  });

  it('has a row for every function, and signatures that begin with its name', () => {
    const written = guide.flatMap(({ rows }) => rows.map((row) => row.written));
    for (const name of functionNames) {
      expect(functions[name]?.signature.startsWith(`${name}(`)).toBe(true);
      expect(written.filter((text) => text === functions[name]?.signature)).toHaveLength(1);
    }
  });

  it('is what docs/formulas.md says (npm run formulas writes it anew)', () => {
    expect(readFileSync(path.join('docs', 'formulas.md'), 'utf8')).toBe(guideMarkdown());
  });
});
