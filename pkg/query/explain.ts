import type { LegUse } from '../formula/bound.ts';
import { emptyColumn, type Column } from '../model/column.ts';
import { aggregate, type Mask } from '../series/aggregate.ts';
import type { Aligned } from './align.ts';
import type { Explained } from './answer.ts';
import type { Plan, PlannedFormula } from './plan.ts';
import type { TimeSpans } from './time-spans.ts';

/** What each point of a formula was made of: its legs, the rows they were read from, and how much of the bucket counted. */
export function explain(
  plan: Plan,
  { bound }: PlannedFormula,
  aligned: Aligned,
  spans: TimeSpans,
  mask: Mask | undefined,
  leg: (use: LegUse) => Column
): Explained {
  return {
    uses: bound.uses.map((use) => {
      const counts = aligned.counts[use.groups][use.leg];
      return {
        use,
        value: leg(use),
        ...(counts && { rows: aggregate(counts, spans.of(use.steps), 'sum', mask) }),
      };
    }),
    counted: countedPart(plan, spans, mask, aligned.groups.length),
  };
}

/** Slots that counted, of those in the bucket. */
function countedPart(plan: Plan, spans: TimeSpans, mask: Mask | undefined, groups: number): Column {
  const buckets = spans.of([]);
  const out = emptyColumn(groups, buckets.length);
  for (let row = 0; row < groups; row++) {
    buckets.forEach(({ from, to }, bucket) => {
      const base = mask === undefined || mask.rows === 1 ? 0 : row * plan.base.length;
      let counted = 0;
      for (let slot = from; slot < to; slot++) {
        counted += mask === undefined ? 1 : (mask.included[base + slot] ?? 0);
      }
      if (to > from) {
        out.values[row * out.width + bucket] = counted / (to - from);
        out.valid[row * out.width + bucket] = 1;
      }
    });
  }
  return out;
}
