import fc from 'fast-check';
import { counted, money } from '../model/unit.ts';
import type { Column } from '../model/column.ts';
import { bindFormula } from './bind.ts';
import type { Scope } from './bound.ts';
import { evaluate } from './evaluate.ts';
import { parseFormula } from './parse.ts';

const missing = null;

function column(rows: readonly (readonly (number | null)[])[]): Column {
  const flat = rows.flat();
  return {
    rows: rows.length,
    width: rows[0]?.length ?? 0,
    values: Float64Array.from(flat, (value) => value ?? NaN),
    valid: Uint8Array.from(flat, (value) => (value === null ? 0 : 1)),
  };
}

function run(
  text: string,
  legs: Readonly<Record<string, Column>>
): { cells: (number | null)[]; zeroDenominators: number } {
  const names = Object.keys(legs);
  const scope: Scope = {
    known: names,
    lookup: (name) =>
      names.includes(name)
        ? {
            kind: 'leg',
            leg: names.indexOf(name),
            unit: name.startsWith('m') ? money('USD') : counted('x'),
            time: 'flow',
            overGroups: 'sum',
          }
        : undefined,
  };
  const parsed = parseFormula(text);
  const binding = parsed.ok ? bindFormula(parsed.expression, scope) : parsed;
  if (!binding.ok) {
    throw new Error(binding.problem.message);
  }
  const width = Object.values(legs)[0]?.width ?? 0;
  const { column: out, zeroDenominators } = evaluate(binding.formula.root, {
    width,
    leg: ({ leg }) => legs[names[leg]!]!,
    basis: () => column([Array.from({ length: width }, () => 1)]),
    isRanked: () => true,
  });
  return { cells: [...out.values].map((value, i) => (out.valid[i] === 1 ? value : null)), zeroDenominators };
}

describe('evaluate', () => {
  const a = column([[6, 1, missing, 0, -7]]);
  const b = column([[3, 0, 2, 0, 2]]);

  it.each([
    ['a / b', [2, null, null, null, -3.5]],
    ['a + b', [9, 1, null, 0, -5]],
    ['a - b', [3, 1, null, 0, -9]],
    ['a % b', [0, null, null, null, -1]],
    ['a * 2 ^ 2', [24, 4, null, 0, -28]],
    ['a > b', [1, 1, null, 0, 0]],
    ['a == b', [0, 0, null, 1, 0]],
    ['a && b', [1, 0, null, 0, 1]],
    ['a || b', [1, 1, null, 0, 1]],
    ['!a', [0, 0, null, 1, 0]],
    ['coalesce(a, b)', [6, 1, 2, 0, -7]],
    ['coalesce(a / b, -1)', [2, -1, -1, -1, -3.5]],
    ['if(b > 0, a, 9)', [6, 9, null, 9, -7]],
    ['min(a, b)', [3, 0, null, 0, -7]],
    ['max(a, b)', [6, 1, null, 0, 2]],
    ['abs(-a)', [6, 1, null, 0, 7]],
    ['round(a / 4)', [2, 0, null, 0, -2]],
    ['round(a / 4, 1)', [1.5, 0.3, null, 0, -1.8]],
  ])('%s', (text, expected) => {
    expect(run(text, { a, b }).cells.map((cell) => (cell === 0 ? 0 : cell))).toEqual(expected);
  });

  it('counts the zero denominators and never yields an infinity', () => {
    expect(run('a / b', { a, b }).zeroDenominators).toBe(2);
    expect(run('a * 1e308 * 2.5', { a: column([[6]]) }).cells).toEqual([null]);
  });

  it('repeats a total for every group', () => {
    const each = column([[1, 2], [3, 4]]); // prettier-ignore
    expect(run('a / b', { a: each, b: column([[4, 8]]) }).cells).toEqual([0.25, 0.25, 0.75, 0.5]);
  });

  it('runs a sum of two thousand terms, and a quotient', () => {
    expect(run(`a${'+a'.repeat(1999)}`, { a, b }).cells).toEqual([12_000, 2000, null, 0, -14_000]);
    expect(run(`1${'*1/1'.repeat(999)}*a`, { a, b }).cells).toEqual([6, 1, null, 0, -7]);
  });

  it('scales: a formula of degree one gives k times as much on k times the legs', () => {
    const cells = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(cells, cells, fc.integer({ min: 1, max: 8 }), (x, y, power) => {
        const k = 2 ** power; // a power of two scales doubles without rounding
        const plain = run('a + b - abs(a) * 2', { a: column([x]), b: column([y]) }).cells;
        const scaled = run('a + b - abs(a) * 2', {
          a: column([x.map((v) => v * k)]),
          b: column([y.map((v) => v * k)]),
        }).cells;
        expect(scaled).toEqual(plain.map((v) => (v === null ? null : v * k)));
      })
    );
  });
});
