import { chainOf, type Expression } from '../../pkg/formula/expression.ts';
import { parseFormula } from '../../pkg/formula/parse.ts';

interface NameUse {
  readonly name: string;
  readonly at: number;
}

function usesOf(expression: Expression): readonly NameUse[] {
  switch (expression.kind) {
    case 'number':
    case 'duration':
      return [];
    case 'name':
      return [expression];
    case 'unary':
      return usesOf(expression.operand);
    case 'binary': {
      const { first, links } = chainOf(expression);
      return [first, ...links.map(({ right }) => right)].flatMap(usesOf);
    }
    case 'call':
      return expression.args.flatMap(usesOf);
  }
}

/** The names a formula holds, in their order; none while it cannot be parsed. */
export function namesIn(text: string): readonly string[] {
  const parsed = parseFormula(text);
  return parsed.ok ? usesOf(parsed.expression).map(({ name }) => name) : [];
}

/** The formula with one name exchanged for another; unchanged while it cannot be parsed. */
export function renamed(text: string, from: string, to: string): string {
  const parsed = parseFormula(text);
  if (!parsed.ok) {
    return text;
  }
  return usesOf(parsed.expression)
    .filter(({ name, at }) => name === from && text.startsWith(from, at))
    .sort((a, b) => b.at - a.at)
    .reduce((result, { at }) => result.slice(0, at) + to + result.slice(at + from.length), text);
}
