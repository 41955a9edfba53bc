import type { Cell, Period } from '../../drivers/period.ts';
import { splitRunning } from '../../drivers/running.ts';
import { splitChange } from '../../drivers/split.ts';
import type { Column } from '../../model/column.ts';
import { lacksPart } from '../../model/group-key.ts';
import { aggregate, type Span } from '../../series/aggregate.ts';
import { basisOfSlots } from '../../series/basis.ts';
import type { Aligned } from '../align.ts';
import type { LegSeries } from '../leg-series.ts';
import type { Plan } from '../plan.ts';
import type { CostLoad } from '../load-cost.ts';
import { timeSpans } from '../time-spans.ts';
import type { Analysis } from './analysis.ts';
import { comparedStep, costAndUsage, type CostAndUsage } from './compared.ts';
import { cellsOf, fetchSkuCharges, groupText, groupTexts, type SkuCharges } from './sku-cells.ts';
import { subjectOf } from './subject.ts';

/** Why cost changed between two periods, or from bucket to bucket. */
export async function analyseDrivers(
  plan: Plan,
  aligned: Aligned,
  legs: readonly LegSeries[],
  sources: CostLoad,
  signal: AbortSignal
): Promise<Analysis> {
  const pair = costAndUsage(plan.formulas, plan.legs, 'drivers');
  const charges =
    plan.query.drivers.detail === 'sku' ? await fetchSkuCharges(pair.cost, plan, sources, signal) : undefined;
  const step = comparedStep(plan.query) ?? { kind: 'previous' };
  const through = Math.min(...pair.formula.bound.uses.map(({ leg }) => legs[leg]?.completeThrough ?? Infinity));
  const spans = timeSpans(plan, through, [[], [step]]);
  const period = (span: Span) => periodOf(span, plan, aligned, legs, pair, charges);
  const after = spans.of([]);
  const before = spans.of([step]);
  const { method } = plan.query.drivers;
  const splits = after.map((span, bucket) => {
    const compared = before[bucket];
    return compared === undefined || !(spans.complete[bucket] ?? false)
      ? undefined
      : splitChange(period(compared), period(span), method);
  });
  const complete = after.filter((_, bucket) => spans.complete[bucket]);
  const [first] = before;
  const running =
    plan.buckets === undefined || first === undefined
      ? undefined
      : splitRunning([first, ...complete].map(period), method);
  return { kind: 'drivers', subject: subjectOf(plan, pair), splits, cumulative: running?.cumulative ?? [] };
}

function periodOf(
  span: Span,
  plan: Plan,
  aligned: Aligned,
  legs: readonly LegSeries[],
  pair: CostAndUsage,
  charges: SkuCharges | undefined
): Period {
  const cells =
    charges === undefined
      ? cellsByGroup(aligned, pair.costIndex, span)
      : cellsOf(charges, span, groupTexts(aligned.groups), plan);
  return { cells, ...unitsOf(span, plan, aligned, legs, pair) };
}

function cellsByGroup({ groups, each, total }: Aligned, cost: number, span: Span): readonly Cell[] {
  const column = groups[0]?.kind === 'all' ? total[cost] : each[cost];
  const sums = column && aggregate(column, [span], 'sum');
  return groups.map((group, row) => ({ group: groupText(group), skuId: '', cost: valueAt(sums, row) ?? 0 }));
}

function valueAt(column: Column | undefined, row: number): number | undefined {
  return column?.valid[row] === 1 ? column.values[row] : undefined;
}

/** Units by group where the formula has them by group, otherwise in all; with a stock also the days. */
function unitsOf(
  span: Span,
  plan: Plan,
  aligned: Aligned,
  legs: readonly LegSeries[],
  { usage, usageIndex }: CostAndUsage
): Omit<Period, 'cells'> {
  const series = usageIndex === undefined ? undefined : legs[usageIndex];
  if (usage === undefined || usageIndex === undefined || series === undefined) {
    return {};
  }
  const days =
    usage.metric.additivity === 'additive'
      ? {}
      : { days: valueAt(aggregate(basisOfSlots(plan.base, 'day', plan.calendar), [span], 'sum'), 0) ?? 0 };
  const isByGroup = usage.needs.each && !usage.broadcast && plan.groupBy.length > 0;
  const column = isByGroup ? aligned.each[usageIndex] : aligned.total[usageIndex];
  const units = column && aggregate(column, [span], series.rule);
  if (!isByGroup) {
    const all = valueAt(units, 0);
    return { ...days, ...(all !== undefined && { units: all }) };
  }
  const byGroup = aligned.groups.flatMap((group, row) => {
    const own = group.kind === 'key' && lacksPart(group.key) ? undefined : valueAt(units, row);
    return own === undefined ? [] : [[groupText(group), own] as const];
  });
  return { ...days, unitsByGroup: withAbsent(byGroup, series, aligned) };
}

/** A group of a metric that has no value in one period and has in the other had no units there: it is new, or gone. */
function withAbsent(
  known: readonly (readonly [string, number])[],
  series: LegSeries,
  { groups }: Aligned
): ReadonlyMap<string, number> {
  const units = new Map(known);
  const own = new Set(series.each.keys.filter((key) => !lacksPart(key)).map((key) => groupText({ kind: 'key', key })));
  for (const group of groups) {
    const text = groupText(group);
    if (!units.has(text) && own.has(text)) {
      units.set(text, 0);
    }
  }
  return units;
}
