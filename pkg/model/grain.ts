import * as z from 'zod';

/** From fine to coarse. A month does not divide into weeks: `coarsest` of the two is month, by calendar length. */
export const grains = ['hour', 'day', 'week', 'month', 'quarter', 'year'] as const;
export type Grain = (typeof grains)[number];
export const grain = z.enum(grains);

/** The time basis of a flow per stock (design section 4.7): the answer is per day, month, year or per bucket. */
export const timeBases = ['day', 'month', 'year', 'bucket'] as const;
export type TimeBasis = (typeof timeBases)[number];
export const timeBasis = z.enum(timeBases);

export function coarsest(first: Grain, ...others: readonly Grain[]): Grain {
  return others.reduce((a, b) => (grains.indexOf(b) > grains.indexOf(a) ? b : a), first);
}

export function isCoarser(a: Grain, b: Grain): boolean {
  return grains.indexOf(a) > grains.indexOf(b);
}
