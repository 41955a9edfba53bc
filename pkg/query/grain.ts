import { coarsest, isCoarser, type Grain } from '../model/grain.ts';
import type { Query } from '../model/query.ts';
import { isRefined } from '../series/fill.ts';
import type { PlannedLeg } from './plan.ts';

/** `auto` follows from the range alone (and the native grains), so that a panel and an alert rule get the same. */
const autoSteps: readonly (readonly [days: number, grain: Grain])[] = [
  [2, 'hour'],
  [100, 'day'],
  [200, 'week'],
];

/** The finest slots that one leg has values for; a metric whose gaps are filled can be read by day (design section 4.4). */
export function nativeGrain(leg: PlannedLeg): Grain {
  if (leg.kind === 'cost') {
    return leg.datasets.every(({ dataset }) => dataset.rollup.grain === 'hour') ? 'hour' : 'day';
  }
  const { gaps, nativeGrain: own } = leg.metric;
  return isRefined(gaps) && isCoarser(own, 'day') ? 'day' : own;
}

/** The finest slots that all legs can be brought to. */
export function baseGrain(legs: readonly PlannedLeg[]): Grain {
  return coarsest('hour', ...legs.map(nativeGrain));
}

/** The grain of the answer: the coarsest of what is asked and what the legs allow. */
export function resultGrain(asked: Query['grain'], days: number, finest: Grain): Grain {
  const wanted = asked === 'auto' ? (autoSteps.find(([limit]) => days <= limit)?.[1] ?? 'month') : asked;
  return coarsest(wanted, finest);
}

/** The slots to compute on: days, hours where the answer is hourly, or the coarser grain that a leg cannot go below. */
export function slotGrain(result: Grain | 'range', finest: Grain): Grain {
  return result === 'hour' ? 'hour' : coarsest('day', finest);
}
