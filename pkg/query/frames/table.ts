import type { Field, Frame } from '../../model/frame.ts';
import type { Answer } from '../answer.ts';
import { groupValues } from './labels.ts';
import { targetConfig } from './target.ts';
import { metaOf } from './meta.ts';
import { grafanaUnitOf, unitTextOf } from './units.ts';

/** A row per group over the whole range, a column per dimension and formula. */
export function tableFrames(answer: Answer): readonly Frame[] {
  const { groupBy } = answer.plan;
  const names = answer.groups.map((group) => groupValues(group, groupBy));
  const dimensions = groupBy.map((dimension, index): Field => ({
    name: dimension.name,
    config: { displayNameFromDS: dimension.title ?? dimension.name },
    column: { type: 'string', values: names.map((values) => values[index] ?? null) },
  }));
  const values = answer.formulas.map((formula): Field => ({
    name: formula.formula.name,
    config: {
      unit: grafanaUnitOf(formula),
      displayNameFromDS: formula.formula.name,
      description: `${formula.formula.expression} (${unitTextOf(formula) || 'ratio'})`,
      ...targetConfig(formula.formula),
    },
    column: { type: 'number', values: formula.column.values, valid: formula.column.valid },
  }));
  return [{ meta: metaOf(answer, 'table'), fields: [...dimensions, ...values] }];
}
