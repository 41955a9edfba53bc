import type { Notice } from '../model/frame.ts';
import type { Aligned } from './align.ts';
import { firstSlot } from './first-slot.ts';
import type { Masks } from './masks.ts';
import type { Plan, PlannedFormula } from './plan.ts';
import type { TimeSpans } from './time-spans.ts';

/**
 * How many slots of complete buckets were left out because a leg has no value there, and which legs these are. A bucket that
 * ends before a leg's first value lacks nothing: there was no data yet.
 */
export function leftOutNotice(
  plan: Plan,
  formula: PlannedFormula,
  aligned: Aligned,
  masks: Masks,
  spans: TimeSpans
): readonly Notice[] {
  const { base, legs } = plan;
  const used = [...new Set(formula.bound.uses.map(({ leg }) => leg))];
  const begin = Math.max(...used.map((leg) => firstSlot(base, aligned.begins.total[leg]?.[0] ?? -Infinity)));
  const begun = begin < base.length ? begin : 0; // a leg without any value is told of by how many slots it costs
  const dropped = droppedSlots(base.length, masks, spans, begun);
  const days = dropped.reduce((sum, one) => sum + one, 0);
  if (days === 0) {
    return [];
  }
  const without = used.filter((leg) =>
    formula.bound.uses.some((use) => use.leg === leg && lacksValue(aligned[use.groups][leg], dropped))
  );
  const names = without.flatMap((index) => {
    const leg = legs[index];
    return leg === undefined ? [] : [leg.kind === 'usage' ? (leg.metric.title ?? leg.name) : leg.name];
  });
  const what = `${base.grain}${days === 1 ? ' is' : 's are'}`;
  const where = aligned.groups.length > 1 ? ' for some of the groups' : '';
  return [
    {
      severity: 'info',
      text: `${formula.name}: ${days} ${what} left out${where}, because ${listed(names)} ${names.length === 1 ? 'has' : 'have'} no value there.`,
    },
  ];
}

function droppedSlots(length: number, masks: Masks, spans: TimeSpans, begun: number): Uint8Array {
  const dropped = new Uint8Array(length);
  for (const { steps, mask } of masks.all) {
    if (mask !== undefined) {
      const summed = new Uint8Array(length);
      spans.of(steps).forEach(({ from, to }, bucket) => {
        if (spans.complete[bucket] === true && to - from > 1 && to > begun) {
          summed.fill(1, from, to);
        }
      });
      for (let slot = summed.indexOf(1); slot >= 0; slot = summed.indexOf(1, slot + 1)) {
        for (let row = 0; row < mask.rows && dropped[slot] === 0; row++) {
          dropped[slot] = mask.included[row * length + slot] === 1 ? 0 : 1;
        }
      }
    }
  }
  return dropped;
}

function lacksValue(column: Aligned['total'][number], dropped: Uint8Array): boolean {
  if (column === undefined) {
    return false;
  }
  for (let row = 0; row < column.rows; row++) {
    for (let slot = dropped.indexOf(1); slot >= 0; slot = dropped.indexOf(1, slot + 1)) {
      if (column.valid[row * column.width + slot] !== 1) {
        return true;
      }
    }
  }
  return false;
}

/** `a`, `a and b`, `a, b and c`. */
function listed(names: readonly string[]): string {
  return new Intl.ListFormat('en-GB').format(names);
}
