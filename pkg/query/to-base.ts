import { emptyColumn, type Column } from '../model/column.ts';
import { isCoarser } from '../model/grain.ts';
import type { GapFilling, TimeAggregation } from '../model/usage-metric.ts';
import { aggregate } from '../series/aggregate.ts';
import { axisOf, startInstant, type Axis } from '../series/axis.ts';
import { fillZero, isRefined, refine } from '../series/fill.ts';
import type { Calendar } from '../series/calendar.ts';
import { spansOf } from '../series/spans.ts';
import type { MetricCells } from './metric-cells.ts';
import type { Plan, PlannedUsageLeg } from './plan.ts';

/** A metric's values by group on the plan's base axis, gaps filled as declared. */
export function toBase(
  summed: Column,
  cells: MetricCells,
  leg: PlannedUsageLeg,
  plan: Plan,
  completeThrough: number
): Column {
  const { metric } = leg;
  const { base, calendar } = plan;
  const { native } = cells;
  if (native.length === 0) {
    return emptyColumn(summed.rows, base.length);
  }
  if (metric.gaps === 'zero') {
    let whole = native.length;
    while (whole > 0 && startInstant(native, whole, calendar) > completeThrough) {
      whole--;
    }
    fillZero(summed, 0, whole);
  }
  const { gaps, aggregate: rules } = metric;
  const isOwnGrain = native.grain === base.grain && gaps !== 'linear';
  if (isCoarser(native.grain, 'day') && isRefined(gaps) ? !isOwnGrain : isCoarser(native.grain, base.grain)) {
    return throughDays(summed, native, base, { gaps, rule: rules.time, calendar });
  }
  const spans = spansOf(native, base, calendar);
  const out = aggregate(summed, spans, metric.aggregate.time);
  if (metric.aggregate.time === 'sum' && native.grain !== base.grain) {
    dropPartialSums(summed, spans, out, native);
  }
  return out;
}

/** Values of longer periods day by day, and the days of each slot by the metric's rule: a week has days of two months. */
export function throughDays(
  summed: Column,
  native: Axis,
  base: Axis,
  { gaps, rule, calendar }: { readonly gaps: GapFilling; readonly rule: TimeAggregation; readonly calendar: Calendar }
): Column {
  if (base.grain === 'day' || base.grain === 'hour') {
    return refine(summed, native, base, gaps);
  }
  const days = axisOf('day', base.starts[0] ?? 0, base.starts[base.length] ?? 0, calendar);
  const daily = refine(summed, native, days, gaps);
  const spans = spansOf(days, base, calendar);
  const out = aggregate(daily, spans, rule);
  for (let row = 0; gaps === 'spread' && row < daily.rows; row++) {
    const valid = daily.valid.subarray(row * days.length, (row + 1) * days.length);
    spans.forEach(({ from, to }, slot) => {
      if (valid.subarray(from, to).includes(0)) {
        out.valid[row * out.width + slot] = 0; // the part of a week that is known is no week's sum
      }
    });
  }
  return out;
}

/** A sum over slots of which some between the first and the last value are missing would be too small: it is missing. */
function dropPartialSums(summed: Column, spans: ReturnType<typeof spansOf>, out: Column, native: Axis): void {
  for (let row = 0; row < summed.rows; row++) {
    const valid = summed.valid.subarray(row * native.length, (row + 1) * native.length);
    const first = valid.indexOf(1);
    const last = valid.lastIndexOf(1);
    spans.forEach(({ from, to }, bucket) => {
      for (let slot = Math.max(from, first); slot < Math.min(to, last + 1); slot++) {
        if (valid[slot] !== 1) {
          out.valid[row * spans.length + bucket] = 0;
        }
      }
    });
  }
}
