import { contextText, type Context, type LegUse } from '../formula/bound.ts';
import { evaluate } from '../formula/evaluate.ts';
import { constantColumn, type Column } from '../model/column.ts';
import type { Notice } from '../model/frame.ts';
import type { TimeBasis } from '../model/grain.ts';
import { aggregate, covered } from '../series/aggregate.ts';
import type { Group } from '../series/groups.ts';
import { lacksPart } from '../model/group-key.ts';
import { basisOfSlots } from '../series/basis.ts';
import { dayText } from '../series/civil.ts';
import { dayOfInstant } from '../series/zone.ts';
import type { Aligned } from './align.ts';
import type { FormulaAnswer } from './answer.ts';
import { explain } from './explain.ts';
import type { LegSeries } from './leg-series.ts';
import { firstSlot } from './first-slot.ts';
import { leftOutNotice } from './left-out.ts';
import { masksOf, type Masks } from './masks.ts';
import { partialBuckets, partialNotices } from './partial-buckets.ts';
import type { Plan, PlannedFormula } from './plan.ts';
import { timeSpans, type TimeSpans } from './time-spans.ts';

export interface Evaluated {
  readonly answers: readonly FormulaAnswer[];
  readonly notices: readonly Notice[];
}

/** Every formula on the aligned legs: each leg brought to the buckets by its own rule, then the formula (design 4.1). */
export function evaluateFormulas(plan: Plan, aligned: Aligned, legs: readonly (LegSeries | undefined)[]): Evaluated {
  const notices: Notice[] = [];
  const answers = plan.formulas.map((formula) => {
    const used = [...new Set(formula.bound.uses.map((use) => use.leg))];
    const completeThrough = Math.min(Infinity, ...used.map((leg) => legs[leg]?.completeThrough ?? Infinity));
    const spans = timeSpans(
      plan,
      completeThrough,
      formula.bound.uses.map((use) => use.steps)
    );
    const masks = masksOf(formula.bound, aligned, plan.base.length);
    notices.push(...leftOutNotice(plan, formula, aligned, masks, spans));
    const legInputs = inputs(plan, aligned, legs, spans, masks);
    const { column, zeroDenominators } = evaluate(formula.bound.root, legInputs);
    if (zeroDenominators > 0) {
      notices.push({
        severity: 'info',
        text: `${formula.name}: ${zeroDenominators} value${zeroDenominators === 1 ? ' is' : 's are'} missing because the denominator is zero.`,
      });
    }
    if (!spans.complete.includes(true)) {
      notices.push(nothingComplete(plan, formula, completeThrough));
    }
    const partial = partialBuckets(plan, used.flatMap((leg) => legs[leg] ?? []), spans); // prettier-ignore
    notices.push(...partialNotices(plan, partial));
    return {
      formula,
      column: spread(column, aligned.groups.length),
      complete: spans.complete.map((isOver, bucket) => isOver && !partial.some((one) => one.bucket === bucket)),
      partial: partial.map(({ bucket }) => bucket),
      completeThrough,
      ...(isExplained(plan) && { explained: explain(plan, formula, aligned, spans, masks, legInputs.leg) }),
    };
  });
  return { answers, notices };
}

/** Results that look at the legs behind each point. */
function isExplained({ query: { result } }: Plan): boolean {
  return result === 'legs' || result === 'evidence' || result === 'marginal';
}

function inputs(
  plan: Plan,
  aligned: Aligned,
  legs: readonly (LegSeries | undefined)[],
  spans: TimeSpans,
  masks: Masks
) {
  const { base, calendar } = plan;
  const known = new Map<string, Column>();
  const once = (key: string, make: () => Column): Column => {
    const column = known.get(key) ?? make();
    known.set(key, column);
    return column;
  };
  const width = spans.complete.length;
  return {
    width,
    isRanked: (row: number) => isOwn(aligned.groups[row]),
    leg: (use: LegUse) =>
      once(`${use.leg} ${contextText(use)}`, () => {
        const { leg, groups, steps } = use;
        const column = aligned[groups][leg];
        const series = legs[leg];
        if (column === undefined || series === undefined) {
          throw new RangeError(`leg ${leg} was not fetched`); // the plan lists every leg that a formula uses
        }
        const own = aggregate(column, spans.of(steps), series.rule, masks.of(use));
        return steps.some(({ kind }) => kind === 'rolling')
          ? covered(
              own,
              (aligned.begins[groups][leg] ?? []).map((begin) => firstSlot(base, begin)),
              spans.of(steps)
            )
          : own;
      }),
    basis: (basis: TimeBasis, context: Context) =>
      once(`${basis} ${contextText(context)}`, () =>
        basis === 'bucket'
          ? constantColumn(1, width)
          : aggregate(basisOfSlots(base, basis, calendar), spans.of(context.steps), 'sum', masks.counted(context))
      ),
  };
}

/** A group to compare with others: no fold, and not the charges without the key. */
function isOwn(group: Group | undefined): boolean {
  return group?.kind === 'all' || (group?.kind === 'key' && !lacksPart(group.key));
}

/** A formula over totals alone has one row: it is the same for every group. */
function spread(column: Column, groups: number): Column {
  if (column.rows === groups || column.rows !== 1) {
    return column;
  }
  const repeat = <T extends Float64Array | Uint8Array>(values: T, into: T): T => {
    for (let row = 0; row < groups; row++) {
      into.set(values, row * column.width);
    }
    return into;
  };
  return {
    rows: groups,
    width: column.width,
    values: repeat(column.values, new Float64Array(groups * column.width)),
    valid: repeat(column.valid, new Uint8Array(groups * column.width)),
  };
}

function nothingComplete(plan: Plan, formula: PlannedFormula, completeThrough: number): Notice {
  const through = Number.isFinite(completeThrough)
    ? `complete through ${dayText(dayOfInstant(completeThrough, plan.calendar.timezone) - 1)}`
    : 'without data';
  return {
    severity: 'warning',
    text: `${formula.name} is ${through}, and the range has no complete ${plan.grain === 'range' ? 'day' : plan.grain} yet; widen the range.`,
  };
}
