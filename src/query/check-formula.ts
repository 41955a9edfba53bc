import { UnitEconomicsError } from '../../pkg/model/errors.ts';
import { bindFormula } from '../../pkg/formula/bind.ts';
import type { FormulaProblem } from '../../pkg/formula/expression.ts';
import { parseFormula } from '../../pkg/formula/parse.ts';
import { timeBasis, type TimeBasis } from '../../pkg/model/grain.ts';
import { unitText } from '../../pkg/model/unit.ts';
import { LegTable, noTerms } from '../../pkg/query/leg-table.ts';
import { legSettings, type CatalogView } from '../catalog/catalog.ts';
import type { Draft, DraftFormula, DraftLeg } from './draft.ts';

/** What is known of a formula before it runs. */
export type FormulaCheck =
  | { readonly state: 'empty' }
  /** It holds a dashboard variable: only the running query knows. */
  | { readonly state: 'variable' }
  | { readonly state: 'wrong'; readonly problem: FormulaProblem }
  /** `unit` is empty for a plain ratio; `basis` is there when a flow is divided by a stock. */
  | { readonly state: 'right'; readonly unit: string; readonly basis?: TimeBasis };

export interface QueryCheck {
  readonly formulas: readonly FormulaCheck[];
  /** Declared legs first, then those that formulas imply by naming a measure, a dataset or a metric. */
  readonly legs: readonly DraftLeg[];
  /** What is wrong with the legs as a whole, such as a reserved name. */
  readonly legProblem?: string;
}

/** Parses and binds every formula exactly as the back end does. */
export function checkQuery({ legs, formulas }: Draft, catalog: CatalogView): QueryCheck {
  const settings = legSettings(catalog);
  try {
    const table = new LegTable({ legs }, settings);
    const checks = formulas.map((formula) => checkFormula(formula, table));
    const implied = table.legs.map(({ leg }) => leg).filter((leg) => !legs.some(({ name }) => name === leg.name));
    return { formulas: checks, legs: [...legs, ...implied] };
  } catch (thrown) {
    if (thrown instanceof UnitEconomicsError) {
      return { formulas: formulas.map(() => ({ state: 'variable' })), legs, legProblem: thrown.message };
    }
    throw thrown;
  }
}

function checkFormula({ expression, per }: DraftFormula, table: LegTable): FormulaCheck {
  if (expression.trim() === '') {
    return { state: 'empty' };
  }
  if (/\$\w|\$\{|\[\[/.test(expression)) {
    return { state: 'variable' };
  }
  const parsed = parseFormula(expression);
  const basis = timeBasis.safeParse(per);
  const binding = parsed.ok ? bindFormula(parsed.expression, table.scope(noTerms), basis.data) : parsed;
  if (!binding.ok) {
    return { state: 'wrong', problem: binding.problem };
  }
  const { unit, bases } = binding.formula;
  const [applied] = bases;
  return { state: 'right', unit: unitText(unit), ...(applied && { basis: applied }) };
}
