import { bindFormula } from '../formula/bind.ts';
import type { Meaning, Scope } from '../formula/bound.ts';
import { chainOf, type Expression } from '../formula/expression.ts';
import { parseFormula } from '../formula/parse.ts';
import { UnitEconomicsError } from '../model/errors.ts';
import { commitmentKpis } from '../model/commitments.ts';
import type { Formula, Query } from '../model/query.ts';
import type { Settings } from '../model/settings.ts';
import type { LegTable } from './leg-table.ts';
import type { BoundNamedFormula } from './plan.ts';

/** Parses and binds every formula of a query; the first problem ends it, with the formula and the position named. */
export function bindFormulas(query: Query, settings: Settings, table: LegTable): readonly BoundNamedFormula[] {
  const formulas = forms(query).map(({ formula, allocated, suffix }) => {
    const expression = parsed(formula.expression);
    const usageOnly = usesSavings(expression, table, settings, 0);
    const { scope, names } = remembered(table.scope({ usageOnly, allocated }));
    const binding = bindFormula(expression, scope, formula.per);
    if (!binding.ok) {
      throw problem(formula.expression, binding.problem);
    }
    return {
      name: `${formula.name ?? titleOf(formula, settings)}${suffix}`,
      expression: formula.expression,
      ...(formula.per !== undefined && { per: formula.per }),
      names,
      bound: binding.formula,
      unit: binding.formula.unit,
      ...targetOf(formula, settings),
    };
  });
  const names = formulas.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new UnitEconomicsError('badQuery', `Two formulas are called ${twice}; give each a name of its own.`);
  }
  return formulas;
}

/** A scope that keeps what it was asked for. */
function remembered(scope: Scope): { readonly scope: Scope; readonly names: ReadonlyMap<string, Meaning> } {
  const names = new Map<string, Meaning>();
  const lookup = (name: string) => {
    const meaning = scope.lookup(name);
    if (meaning !== undefined) {
      names.set(name, meaning);
    }
    return meaning;
  };
  return { scope: { ...scope, lookup }, names };
}

interface Form {
  readonly formula: Formula;
  readonly allocated: boolean;
  readonly suffix: string;
}

/** Each formula with costs as charged, with shared costs allocated, or in both forms side by side. */
function forms({ formulas, allocation }: Query): readonly Form[] {
  return formulas.flatMap((formula): Form[] =>
    allocation === 'both'
      ? [
          { formula, allocated: false, suffix: ' (direct)' },
          { formula, allocated: true, suffix: ' (allocated)' },
        ]
      : [{ formula, allocated: allocation === 'allocated', suffix: '' }]
  );
}

function titleOf({ expression }: Formula, settings: Settings): string {
  const named = expression.trim();
  return (
    settings.catalog.kpis.get(named)?.title ??
    settings.catalog.metrics.get(named)?.title ??
    settings.catalog.budgets.get(named)?.title ??
    commitmentKpis.get(named)?.title ??
    named
  );
}

function targetOf({ expression }: Formula, settings: Settings): Pick<BoundNamedFormula, 'target'> {
  const kpi = settings.catalog.kpis.get(expression.trim());
  return kpi?.target === undefined ? {} : { target: { value: kpi.target, better: kpi.better } };
}

function parsed(text: string): Expression {
  const result = parseFormula(text);
  if (!result.ok) {
    throw problem(text, result.problem);
  }
  return result.expression;
}

export function problem(
  text: string,
  { message, position }: { message: string; position: number }
): UnitEconomicsError {
  const shown = text.length > 120 ? `${text.slice(0, 117)}…` : text;
  return new UnitEconomicsError('badQuery', `Formula "${shown}", position ${position + 1}: ${message}.`);
}

/** Whether a formula, or a KPI it uses, compares with list or contracted cost: then like is compared with like. */
function usesSavings(expression: Expression, table: LegTable, settings: Settings, depth: number): boolean {
  const inside = (child: Expression) => usesSavings(child, table, settings, depth);
  switch (expression.kind) {
    case 'number':
    case 'duration':
      return false;
    case 'unary':
      return inside(expression.operand);
    case 'binary': {
      const { first, links } = chainOf(expression);
      return inside(first) || links.some(({ right }) => inside(right));
    }
    case 'call':
      return expression.args.some(inside);
    case 'name': {
      const leg = table.legNamed(expression.name);
      if (leg !== undefined) {
        return leg.kind === 'cost' && (leg.measure === 'ListCost' || leg.measure === 'ContractedCost');
      }
      const kpi = settings.catalog.kpis.get(expression.name) ?? commitmentKpis.get(expression.name);
      const inner = kpi === undefined || depth > 10 ? undefined : parseFormula(kpi.expression);
      return inner?.ok === true && usesSavings(inner.expression, table, settings, depth + 1);
    }
  }
}
