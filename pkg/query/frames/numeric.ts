import type { Frame } from '../../model/frame.ts';
import type { Answer } from '../answer.ts';
import { metaOf } from './meta.ts';
import { fieldOf } from './timeseries.ts';

/** One value per formula and group over the whole range; a threshold can use it without a Reduce. */
export function numericFrames(answer: Answer): readonly Frame[] {
  const meta = metaOf(answer, 'numeric-multi');
  const frames = answer.formulas.flatMap((formula) =>
    answer.groups.flatMap((group, row): Frame[] => {
      const valid = formula.column.valid.slice(row, row + 1);
      if (valid[0] !== 1 && answer.plan.nulls === 'drop') {
        return [];
      }
      const values = formula.column.values.slice(row, row + 1);
      return [{ meta, fields: [{ ...fieldOf(answer, formula, group), column: { type: 'number', values, valid } }] }];
    })
  );
  return frames.length > 0 ? frames : [{ meta, fields: [] }];
}
