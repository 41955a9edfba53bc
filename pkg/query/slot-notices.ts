import { isCoarser } from '../model/grain.ts';
import type { Notice } from '../model/frame.ts';
import { nativeGrain } from './grain.ts';
import type { Plan } from './plan.ts';

/** Weeks do not end with months: where a leg has nothing finer, the weeks that start in a bucket are its weeks. */
export function slotNotices({ formulas, legs, grain }: Plan): readonly Notice[] {
  if (grain === 'range' || !isCoarser(grain, 'week')) {
    return [];
  }
  return formulas
    .filter(({ slots }) => slots.base.grain === 'week')
    .map(({ name, bound }) => {
      const weekly = legs.filter(
        (leg, index) => nativeGrain(leg) === 'week' && bound.uses.some((use) => use.leg === index)
      );
      return {
        severity: 'info',
        text: `${name}: ${weekly.map((leg) => leg.name).join(', ')} has no values by day, so that each week counts whole to the ${grain} in which it starts.`,
      };
    });
}
