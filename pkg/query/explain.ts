import type { LegUse } from '../formula/bound.ts';
import { emptyColumn, type Column } from '../model/column.ts';
import { aggregate } from '../series/aggregate.ts';
import type { Aligned } from './align.ts';
import type { Explained } from './answer.ts';
import type { Masks } from './masks.ts';
import type { Plan, PlannedFormula } from './plan.ts';
import type { TimeSpans } from './time-spans.ts';

/** What each point of a formula was made of: its legs, the rows they were read from, and how much of the bucket counted. */
export function explain(
  plan: Plan,
  { bound }: PlannedFormula,
  aligned: Aligned,
  spans: TimeSpans,
  masks: Masks,
  leg: (use: LegUse) => Column
): Explained {
  return {
    uses: bound.uses.map((use) => {
      const counts = aligned.counts[use.groups][use.leg];
      return {
        use,
        value: leg(use),
        ...(counts && { rows: aggregate(counts, spans.of(use.steps), 'sum', masks.of(use)) }),
      };
    }),
    counted: countedPart(plan, spans, masks, aligned.groups.length),
  };
}

/** Slots that counted, of those in the bucket, or in all stretches of time that the formula looks at for it. */
function countedPart(plan: Plan, spans: TimeSpans, masks: Masks, groups: number): Column {
  const { length } = plan.base;
  const out = emptyColumn(groups, spans.complete.length);
  const slots = new Float64Array(out.values.length);
  for (const { steps, mask } of masks.all) {
    spans.of(steps).forEach(({ from, to }, bucket) => {
      for (let row = 0; row < groups; row++) {
        const base = mask === undefined || mask.rows === 1 ? 0 : row * length;
        const cell = row * out.width + bucket;
        let counted = mask === undefined ? to - from : 0;
        for (let slot = from; mask && slot < to; slot++) {
          counted += mask.included[base + slot] ?? 0;
        }
        out.values[cell] = (out.values[cell] ?? 0) + counted;
        slots[cell] = (slots[cell] ?? 0) + (to - from);
      }
    });
  }
  slots.forEach((all, cell) => {
    out.values[cell] = (out.values[cell] ?? 0) / all;
    out.valid[cell] = all > 0 ? 1 : 0;
  });
  return out;
}
