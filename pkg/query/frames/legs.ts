import { columnOfRows } from './spread.ts';
import type { Field, Frame } from '../../model/frame.ts';
import { grafanaUnit } from '../../model/unit.ts';
import { startInstant } from '../../series/axis.ts';
import type { Answer, FormulaAnswer } from '../answer.ts';
import { useText } from '../use-text.ts';
import { endColumns } from './ends.ts';
import { groupValues } from './labels.ts';
import { metaOf } from './meta.ts';
import { grafanaUnitOf, legUnit, unitTextOf } from './units.ts';

/**
 * What each point is made of: a table per formula with a row per bucket and group, the value, each leg in its context with
 * the source rows behind it, how much of the bucket counted, whether it is complete, and as of when (design section 4.16).
 */
export function legFrames(answer: Answer): readonly Frame[] {
  return answer.formulas.map((formula) => ({
    name: formula.formula.name,
    meta: metaOf(answer, 'table'),
    fields: [...keys(answer), value(answer, formula), ...uses(answer, formula), ...state(answer, formula)].map(named),
  }));
}

/** Grafana would put the frame's name before that of a column where there are several frames. */
function named(field: Field): Field {
  return { ...field, config: { displayNameFromDS: field.name, ...field.config } };
}

/** Bucket by bucket, the groups of each side by side. */
function cells({ plan, groups }: Answer): readonly { readonly bucket: number; readonly row: number }[] {
  const buckets = plan.buckets?.length ?? 1;
  return Array.from({ length: buckets }, (_, bucket) => groups.map((_, row) => ({ bucket, row }))).flat();
}

function keys(answer: Answer): readonly Field[] {
  const { plan, groups } = answer;
  const { buckets, calendar, groupBy } = plan;
  const all = cells(answer);
  const names = groups.map((group) => groupValues(group, groupBy));
  const starts = Float64Array.from(all, ({ bucket }) => (buckets ? startInstant(buckets, bucket, calendar) : NaN));
  return [
    { name: 'time', column: { type: 'time', values: starts } },
    ...groupBy.map((dimension, index): Field => ({
      name: dimension.name,
      config: { displayNameFromDS: dimension.title ?? dimension.name },
      column: { type: 'string', values: all.map(({ row }) => names[row]?.[index] ?? null) },
    })),
  ];
}

function value(answer: Answer, formula: FormulaAnswer): Field {
  const { name, expression } = formula.formula;
  return {
    name,
    config: {
      unit: grafanaUnitOf(formula),
      displayNameFromDS: name,
      description: `${expression} (${unitTextOf(formula) || 'ratio'})`,
    },
    column: columnOfRows(formula.column, cells(answer)),
  };
}

function uses(answer: Answer, { explained }: FormulaAnswer): readonly Field[] {
  const shown = new Map<string, number>();
  return (explained?.uses ?? []).flatMap(({ use, value: column, rows }): Field[] => {
    const plain = useText(use, answer.plan.legs[use.leg]?.name ?? '');
    const times = (shown.get(plain) ?? 0) + 1; // arguments of if() and coalesce() may count other days of the same leg
    shown.set(plain, times);
    const text = times === 1 ? plain : `${plain} (${times})`;
    const leg: Field = {
      name: text,
      config: { unit: grafanaUnit(legUnit(answer, use.leg)), displayNameFromDS: text },
      column: columnOfRows(column, cells(answer)),
    };
    return rows === undefined
      ? [leg]
      : [
          leg,
          { name: `${text} rows`, config: { unit: 'none' }, column: columnOfRows(rows, cells(answer), Math.round) },
        ];
  });
}

function state(answer: Answer, formula: FormulaAnswer): readonly Field[] {
  const all = cells(answer);
  const through = formula.completeThrough;
  const instants = (instant: number): Field['column'] => ({
    type: 'time',
    values: new Float64Array(all.length).fill(Number.isFinite(instant) ? instant : 0),
    valid: new Uint8Array(all.length).fill(Number.isFinite(instant) ? 1 : 0),
  });
  return [
    ...(formula.explained
      ? [
          {
            name: 'counted',
            config: { unit: 'percentunit', description: 'Part of the bucket on which every leg has a value' },
            column: columnOfRows(formula.explained.counted, all),
          },
        ]
      : []),
    {
      name: 'complete',
      column: { type: 'boolean', values: all.map(({ bucket }) => formula.complete[bucket] ?? false) },
    },
    { name: 'complete through', config: { description: endColumns['complete through'] }, column: instants(through) },
    { name: 'as of', column: instants(answer.plan.now) },
  ];
}
