import { gatherEvidence } from '../../drivers/evidence.ts';
import type { Evidence } from '../../drivers/evidence.ts';
import { estimate, mapEstimate } from '../../drivers/fit.ts';
import { bestLag, marginalCost, type Series } from '../../drivers/marginal.ts';
import { sumOf } from '../../drivers/sum.ts';
import type { Column } from '../../model/column.ts';
import { aggregate, type Span } from '../../series/aggregate.ts';
import { basisOfSlots } from '../../series/basis.ts';
import type { Aligned } from '../align.ts';
import type { FormulaAnswer } from '../answer.ts';
import type { Plan } from '../plan.ts';
import { timeSpans } from '../time-spans.ts';
import type { Analysis } from './analysis.ts';
import { costAndUsage, type CostAndUsage } from './compared.ts';
import { CountedSlots } from './counted-slots.ts';
import { subjectOf } from './subject.ts';
import { basisIn, unitCostOf, type UnitCost } from './unit-cost.ts';

/** Longest delay at which cost is looked for behind its driver, in buckets. */
const maxLag = 6;

/** Whether unit cost falls while spend rises, for each group, over the buckets of the answer. */
export function analyseEvidence(plan: Plan, answer: FormulaAnswer, aligned: Aligned): Analysis {
  const pair = costAndUsage(plan.formulas, plan.legs, 'evidence');
  const written = unitCostOf(plan, pair);
  const groups = seriesOf(plan, answer, aligned, pair, written).map((series) => {
    const { cost, usage, days, isRate, daysLeft, coverage } = series;
    const evidence = gatherEvidence(
      answer.complete.map((complete, bucket) => ({
        complete,
        ...(cost.valid[bucket] === 1 && { cost: cost.values[bucket] ?? 0 }),
        ...(usage.valid[bucket] === 1 && { units: (usage.values[bucket] ?? 0) / (isRate ? (days?.[bucket] ?? 1) : 1) }),
        ...(days && { days: days[bucket] ?? 0 }),
      })),
      { unitsPerDay: isRate, daysLeft, ...(coverage !== undefined && { coverage }) }
    );
    return { evidence, unitCosts: unitCostsOf(evidence, series, answer, written) };
  });
  return { kind: 'evidence', subject: subjectOf(plan, pair), groups };
}

/** What a unit cost in the first and the last period, as the formula counts it. */
function unitCostsOf(
  { figures }: Evidence,
  { cost, usage, basis }: GroupSeries,
  { complete }: FormulaAnswer,
  { factor }: UnitCost
): readonly [number | undefined, number | undefined] {
  if (figures === undefined) {
    return [undefined, undefined];
  }
  const used = complete.flatMap((isComplete, bucket) =>
    isComplete && cost.valid[bucket] === 1 && usage.valid[bucket] === 1
      ? [((cost.values[bucket] ?? 0) / (usage.values[bucket] ?? 0) / (basis[bucket] ?? 1)) * factor]
      : []
  );
  return [used[0], used.at(-1)];
}

/** What one more unit costs, for each group, over the complete buckets of the answer. */
export function analyseMarginal(plan: Plan, answer: FormulaAnswer, aligned: Aligned): Analysis {
  const pair = costAndUsage(plan.formulas, plan.legs, 'marginal');
  const written = unitCostOf(plan, pair);
  return {
    kind: 'marginal',
    groups: seriesOf(plan, answer, aligned, pair, written).map(({ cost, usage, days, isRate, basis }) => {
      const costs = onlyComplete(days === undefined ? cost : evened(cost, days), answer.complete);
      const units = days !== undefined && isRate ? evened(usage, days) : usage;
      const lag = bestLag(costs, units, maxLag);
      const found = marginalCost(costs, units);
      const scale = written.factor / (written.per === undefined ? 1 : meanOf(basis));
      return { cost: { ...found, marginal: mapEstimate(found.marginal, (value) => estimate(value * scale)) }, lag };
    }),
  };
}

/** A sum as if each bucket had the mean number of days: what a stock costs in a shorter month is no smaller cost of it. */
function evened({ values, valid }: Series, days: readonly number[]): Series {
  const mean = meanOf(days.filter((_, bucket) => valid[bucket] === 1));
  return {
    values: values.map((value, bucket) => (days[bucket] ? (value / days[bucket]) * mean : value)),
    valid,
  };
}

function meanOf(values: readonly number[]): number {
  return values.length === 0 ? 1 : sumOf(values) / values.length;
}

interface GroupSeries {
  readonly cost: Series;
  readonly usage: Series;
  /** Days that count in each bucket, where units are a stock, or a flow that is not known on all days. */
  readonly days?: readonly number[];
  /** Units are a flow that is not known on all days: buckets are compared by what comes on a day that is known. */
  readonly isRate: boolean;
  /** Days of complete buckets on which cost or units are not known, where any cost is left out with them. */
  readonly daysLeft: number;
  /** What the formula's time basis counts in each bucket. */
  readonly basis: readonly number[];
  /** Share of the cost of complete buckets that is held against units, 0 to 1. */
  readonly coverage?: number;
}

/** The cost and the volume of the formula by group, as the formula used them. */
function seriesOf(
  plan: Plan,
  { explained, complete, completeThrough }: FormulaAnswer,
  aligned: Aligned,
  { costIndex, usage: leg, usageIndex }: CostAndUsage,
  written: UnitCost
): readonly GroupSeries[] {
  const valueOf = (index: number | undefined) => explained?.uses.find(({ use }) => use.leg === index);
  const [cost, usage] = [valueOf(costIndex), valueOf(usageIndex)];
  const column = cost && aligned[cost.use.groups][costIndex];
  const units = usage && aligned[usage.use.groups][usageIndex ?? -1];
  if (cost === undefined || usage === undefined || column === undefined || units === undefined) {
    return [];
  }
  const slots = new CountedSlots(column, units);
  const spans = timeSpans(plan, completeThrough, [[]]).of([]);
  const calendarDays = basisOfSlots(plan.base, 'day', plan.calendar);
  const days = aggregate(calendarDays, spans, 'sum', slots.mask);
  const whole = aggregate(calendarDays, spans, 'sum').values;
  const isStock = leg?.metric.additivity !== 'additive';
  const basis = spans.map((span) => basisIn(span, written, plan, slots.mask));
  return aligned.groups.map((_, row): GroupSeries => {
    const own = units.valid.subarray((units.rows === 1 ? 0 : row) * units.width, ((units.rows === 1 ? 0 : row) + 1) * units.width); // prettier-ignore
    const coverage = own.includes(1) ? coverageOf(slots, row, spans, complete) : 0;
    const [costs, used, counted] = [rowOf(cost.value, row), rowOf(usage.value, row), [...rowOf(days, row).values]];
    const left = complete.map((isComplete, bucket) =>
      isComplete && costs.valid[bucket] === 1 && used.valid[bucket] === 1
        ? (whole[bucket] ?? 0) - (counted[bucket] ?? 0)
        : 0
    );
    const daysLeft = coverage === 1 ? 0 : sumOf(left); // without cost on them the sums are whole
    const isRate = !isStock && daysLeft > 0;
    return {
      cost: costs,
      usage: used,
      isRate,
      daysLeft,
      ...((isStock || isRate) && { days: counted }),
      basis: basis.map((one) => one.values[one.rows === 1 ? 0 : row] ?? 1),
      ...(coverage !== undefined && { coverage }),
    };
  });
}

function coverageOf(
  slots: CountedSlots,
  row: number,
  spans: readonly Span[],
  complete: readonly boolean[]
): number | undefined {
  const costs = spans.filter((_, bucket) => complete[bucket]).map((span) => slots.costOf(row, span));
  const counted = sumOf(costs.map((cost) => cost.counted));
  const all = counted + sumOf(costs.map(({ left }) => left));
  return all === 0 ? undefined : counted / all;
}

function rowOf({ rows, width, values, valid }: Column, row: number): Series {
  const start = rows === 1 ? 0 : row * width;
  return { values: values.subarray(start, start + width), valid: valid.subarray(start, start + width) };
}

function onlyComplete({ values, valid }: Series, complete: readonly boolean[]): Series {
  return { values, valid: valid.map((one, bucket) => (complete[bucket] ? one : 0)) };
}
