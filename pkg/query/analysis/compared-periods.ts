import type { TimeStep } from '../../formula/bound.ts';
import type { Notice } from '../../model/frame.ts';
import type { Span } from '../../series/aggregate.ts';
import { startDay } from '../../series/axis.ts';
import { dayText } from '../../series/civil.ts';
import { firstSlot } from '../first-slot.ts';
import type { LegSeries } from '../leg-series.ts';
import type { Plan } from '../plan.ts';
import type { TimeSpans } from '../time-spans.ts';

export interface ComparedPeriods {
  /** One over a range, one per bucket of a time series; undefined where there is nothing to compare with. */
  readonly periods: readonly ({ readonly before: Span; readonly after: Span } | undefined)[];
  readonly notices: readonly Notice[];
}

/**
 * Each complete period and the one it is compared with. Before a bill begins cost is missing, not zero (design section 4.9):
 * a range is compared on as many slots as the bill has of the range before, a bucket only with a whole one.
 */
export function comparedPeriods(
  plan: Plan,
  { begins }: Pick<LegSeries, 'begins'>,
  spans: TimeSpans,
  step: TimeStep
): ComparedPeriods {
  const { base, calendar, buckets } = plan;
  const begin = firstSlot(base, begins.total);
  const before = spans.of([step]);
  const whole = spans.of([]).map((after, bucket) => {
    const earlier = before[bucket];
    return earlier === undefined || !(spans.complete[bucket] ?? false) ? undefined : { before: earlier, after };
  });
  const periods = whole.map((pair) => {
    const missing = pair === undefined ? 0 : begin - pair.before.from;
    if (pair === undefined || missing <= 0) {
      return pair;
    }
    const from = pair.after.from + missing;
    return buckets !== undefined || begin >= pair.before.to || from >= pair.after.to
      ? undefined
      : { before: { from: begin, to: pair.before.to }, after: { from, to: pair.after.to } };
  });
  const isAny = (all: ComparedPeriods['periods']) => all.some((pair) => pair !== undefined);
  const [first] = periods;
  const since = () => dayText(startDay(base, begin, calendar));
  if (isAny(whole) && !isAny(periods)) {
    return {
      periods,
      notices: [
        {
          severity: 'warning',
          text: `Nothing to compare with: there is no cost before ${Number.isFinite(begin) ? since() : 'the end of the range'}. Compare later periods.`,
        },
      ],
    };
  }
  if (buckets === undefined && first !== undefined && first.before.from !== whole[0]?.before.from) {
    const count = first.after.to - first.after.from;
    return {
      periods,
      notices: [
        {
          severity: 'warning',
          text: `There is no cost before ${since()}: only the last ${count === 1 ? base.grain : `${count} ${base.grain}s`} of each period ${count === 1 ? 'is' : 'are'} compared.`,
        },
      ],
    };
  }
  return { periods, notices: [] };
}
