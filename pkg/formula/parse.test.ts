import type { Expression } from './expression.ts';
import { maxFormulaLength } from '../model/kpi.ts';
import { parseFormula } from './parse.ts';

/** A tree as text with every operation in brackets, so that precedence can be read. */
function shape(expression: Expression): string {
  switch (expression.kind) {
    case 'number':
      return String(expression.value);
    case 'duration':
      return `<${expression.text}>`;
    case 'name':
      return expression.name;
    case 'unary':
      return `(${expression.operator}${shape(expression.operand)})`;
    case 'binary':
      return `(${shape(expression.left)} ${expression.operator} ${shape(expression.right)})`;
    case 'call':
      return `${expression.name}(${expression.args.map(shape).join(', ')})`;
  }
}

function parsed(text: string): string {
  const result = parseFormula(text);
  return result.ok ? shape(result.expression) : `position ${result.problem.position}: ${result.problem.message}`;
}

describe('parseFormula', () => {
  it.each([
    ['cost / (jobs / 1_000)', '(cost / (jobs / 1000))'],
    ['a + b * c - d', '((a + (b * c)) - d)'],
    ['2 ^ 3 ^ 2', '(2 ^ (3 ^ 2))'],
    ['a / b / c', '((a / b) / c)'],
    ['(-x) ^ 2', '((-x) ^ 2)'],
    ['-(x ^ 2)', '(-(x ^ 2))'],
    ['a < b && !c || d >= 1e3', '(((a < b) && (!c)) || (d >= 1000))'],
    ['a > 1 ? b : c', 'if((a > 1), b, c)'],
    ['cloud.billed_cost - .5', '(cloud.billed_cost - 0.5)'],
    ['a % 2 == 0', '((a % 2) == 0)'],
    ['timeShift(a, 1 DAY)', 'timeShift(a, <1 DAY>)'],
    ['rolling(x, 28d)', 'rolling(x, <28d>)'],
    ['true + false', '(1 + 0)'],
  ])('reads %s', (text, expected) => {
    expect(parsed(text)).toBe(expected);
  });

  it.each([
    ['', 'position 0: the formula is empty; write one such as cost / jobs'],
    ['a b', 'position 2: an operator is missing between two expressions'],
    ['a; b', 'position 3: an operator is missing between two expressions'],
    ['a + [1]', 'position 4: lists and this have no place in a formula'],
    ['a + "x"', 'position 4: text has no place in a formula; put values into filters'],
    ['a.b.c', 'position 0: only dataset.measure may hold a dot, such as cloud.billed_cost'],
    ['a + b[0]', 'position 4: only dataset.measure may hold a dot, such as cloud.billed_cost'],
    ['1 + -x^2', 'position 4: a sign before a power is ambiguous; write -(x^2) or (-x)^2'],
    ['1 + 3x', 'position 5: a name cannot start with a digit'],
    ['a = b', 'position 2: Unexpected "="'],
    ['a === b', 'position 4: Expected expression after =='],
    ['(a', 'position 2: Unclosed ('],
    ['f.g(x)', 'position 0: only functions of the formula language can be called'],
  ])('refuses %s with a position', (text, expected) => {
    expect(parsed(text)).toBe(expected);
  });

  it('refuses a formula that is too long', () => {
    expect(parsed('a'.repeat(maxFormulaLength + 1))).toContain('longer than');
  });

  it.each([
    ['brackets', (n: number) => `${'('.repeat(n)}a${')'.repeat(n)}`],
    ['signs and brackets', (n: number) => `${'-('.repeat(n / 2)}a${')'.repeat(n / 2)}`],
    ['signs', (n: number) => `${'-'.repeat(n)}a`],
    ['functions', (n: number) => `${'abs('.repeat(n)}a${')'.repeat(n)}`],
    ['conditions', (n: number) => `${'a ? b : '.repeat(n)}c`],
    ['powers', (n: number) => `a${' ^ b'.repeat(n)}`],
  ])('reads 64 levels of %s, and refuses more without running out of stack', (_, nested) => {
    expect(parseFormula(nested(64))).toMatchObject({ ok: true });
    expect(parsed(nested(66))).toContain('nested deeper than 64 levels');
    expect(parsed(nested(480))).toContain('nested deeper than 64 levels');
  });

  it('refuses brackets up to the last character, closed or not', () => {
    expect(parsed(`${'('.repeat(1990)}cost${')'.repeat(1990)}`)).toBe(
      'position 64: the formula is nested deeper than 64 levels'
    );
    expect(parsed('('.repeat(maxFormulaLength))).toContain('nested deeper');
  });

  it('counts what is within something, and not what stands side by side', () => {
    const side = (part: string, operator: string) => Array.from({ length: 100 }, () => part).join(operator);
    for (const text of [side('(a)', '+'), side('-a', ' * '), side('(a ? b : c)', '-'), side('abs(a)', ' / ')]) {
      expect(parseFormula(text)).toMatchObject({ ok: true });
    }
    expect(parseFormula(`max(${side('a ? b : c', ', ')})`)).toMatchObject({ ok: true });
  });

  it('reads a sum with as many terms as fit', () => {
    expect(parsed('a + b + c - d')).toBe('(((a + b) + c) - d)');
    expect(parseFormula(`a${'+a'.repeat(1999)}`)).toMatchObject({ ok: true, expression: { operator: '+', at: 0 } });
  });

  it('recovers its positions after a formula that failed', () => {
    parseFormula('((a +');
    expect(parsed('cost + "x"')).toContain('position 7');
  });
});
