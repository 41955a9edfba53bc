import type { Column as FrameColumn, Field, FieldConfig, Frame } from '../../model/frame.ts';
import type { Grain } from '../../model/grain.ts';
import { startInstant } from '../../series/axis.ts';
import type { Group } from '../../series/groups.ts';
import type { Answer, FormulaAnswer } from '../answer.ts';
import { targetConfig } from './target.ts';
import { displayName, labelsOf } from './labels.ts';
import { metaOf } from './meta.ts';
import { grafanaUnitOf, unitTextOf } from './units.ts';

/** Fixed lengths only: Grafana draws gaps by it, and months differ. */
const intervalMs: Partial<Record<Grain | 'range', number>> = { hour: 3_600_000, day: 86_400_000, week: 604_800_000 };

/** One frame with a time field and a nullable number field per formula and group, for panels. */
export function wideFrames(answer: Answer): readonly Frame[] {
  const meta = metaOf(answer, 'timeseries-wide');
  if (answer.groups.length === 0) {
    return [{ meta, fields: [] }];
  }
  const time: Field = { name: 'time', column: { type: 'time', values: bucketTimes(answer) } };
  const fields = series(answer).map(({ field, values, valid }): Field => ({
    ...field,
    column: { type: 'number', values, valid },
  }));
  return [{ meta, fields: [time, ...fields] }];
}

/** One frame per formula and group with the points that exist, for expressions: a null would turn a Reduce into NaN. */
export function multiFrames(answer: Answer): readonly Frame[] {
  const meta = metaOf(answer, 'timeseries-multi');
  const times = bucketTimes(answer);
  const frames = series(answer).flatMap(({ field, values, valid }): Frame[] => {
    const present = [...valid.keys()].filter((index) => valid[index] === 1);
    const pick = (from: Float64Array) => Float64Array.from(present, (index) => from[index] ?? NaN);
    const time: FrameColumn = { type: 'time', values: pick(times) };
    return present.length === 0
      ? []
      : [
          {
            meta,
            fields: [
              { name: 'time', column: time },
              {
                ...field,
                column: { type: 'number', values: pick(values), valid: new Uint8Array(present.length).fill(1) },
              },
            ],
          },
        ];
  });
  return frames.length > 0 ? frames : [{ meta, fields: [] }];
}

function bucketTimes({ plan }: Answer): Float64Array {
  const { buckets, calendar } = plan;
  return Float64Array.from({ length: buckets?.length ?? 0 }, (_, index) =>
    buckets ? startInstant(buckets, index, calendar) : NaN
  );
}

interface Series {
  readonly field: Omit<Field, 'column'>;
  readonly values: Float64Array;
  readonly valid: Uint8Array;
}

function series(answer: Answer): readonly Series[] {
  const hide =
    answer.plan.query.incomplete === 'hide' || (answer.plan.fromAlert && answer.plan.query.incomplete !== 'include');
  return answer.formulas.flatMap((formula) =>
    answer.groups.map((group, row) => {
      const { width } = formula.column;
      const valid = formula.column.valid.slice(row * width, (row + 1) * width);
      if (hide) {
        formula.complete.forEach((complete, bucket) => {
          valid[bucket] = complete ? (valid[bucket] ?? 0) : 0;
        });
      }
      return {
        field: fieldOf(answer, formula, group),
        values: formula.column.values.subarray(row * width, (row + 1) * width),
        valid,
      };
    })
  );
}

export function fieldOf(answer: Answer, formula: FormulaAnswer, group: Group): Omit<Field, 'column'> {
  const interval = intervalMs[answer.plan.grain];
  const config: FieldConfig = {
    unit: grafanaUnitOf(formula),
    displayNameFromDS: displayName(answer, group, formula.formula),
    description: `${formula.formula.expression} (${unitTextOf(formula) || 'ratio'})`,
    ...targetConfig(formula.formula),
    ...(interval !== undefined && { interval }),
  };
  return { name: formula.formula.name, labels: labelsOf(answer, group, formula.formula), config };
}
