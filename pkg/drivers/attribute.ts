import type { EffectName } from '../model/effects.ts';
import { noEffects, type Effects } from './effects.ts';
import { logRatio } from './log-mean.ts';
import { splitOverFactors, type Method } from './methods.ts';
import type { Pair } from './pair.ts';
import type { UnsplitReason } from './unsplit.ts';
import type { GroupUnits, Usage } from './usage.ts';

/** Where the change of one SKU's cost in one group goes. */
export interface Attribution {
  /** They add up to cost1 - cost0. */
  readonly effects: Effects;
  /** Cost of either period that is not split. */
  readonly unsplit0: number;
  readonly unsplit1: number;
  readonly reason?: UnsplitReason;
  /** Efficiency and price stay together as `unitCost`. */
  readonly together: boolean;
}

/**
 * Cost of a group's SKU = units in all x the group's share of them x quantity per unit of the group x cost per quantity; with
 * a stock also x days, and the quantity is per unit and day. A cost that appears or ends has no logarithm: there the effects'
 * limit is taken, by both methods alike.
 */
export function attribute(pair: Pair, usage: Usage, method: Method): Attribution {
  const units = usage.of(pair.group);
  const outside = costOutside(pair, units);
  const cost0 = pair.cost0 - outside.unsplit0;
  const cost1 = pair.cost1 - outside.unsplit1;
  const effects: Record<EffectName, number> = { ...noEffects, unsplit: outside.unsplit1 - outside.unsplit0 };
  if (units === undefined || (cost0 === 0 && cost1 === 0)) {
    return { ...outside, effects, together: false };
  }
  if (cost0 === 0 || cost1 === 0) {
    const effect = cost0 === 0 ? effectOfNew(pair, units) : effectOfGone(pair, units);
    effects[effect] = cost1 - cost0;
    return { ...outside, effects, together: effect === 'unitCost' };
  }
  const logs = logsOfFactors({ ...pair, cost0, cost1 }, units);
  const shares = splitOverFactors(
    method,
    cost0,
    cost1,
    logs.map(([, log]) => log)
  );
  logs.forEach(([effect], index) => {
    effects[effect] = shares[index] ?? 0;
  });
  return { ...outside, effects, together: logs.some(([effect]) => effect === 'unitCost') };
}

/**
 * Cost that units do not drive. Without units in one period, the cost of that period alone: a group that had cost before its
 * first units stops having cost without units, and comes in whole.
 */
function costOutside(
  { unsplit, cost0, cost1 }: Pair,
  units: GroupUnits | undefined
): Pick<Attribution, 'unsplit0' | 'unsplit1' | 'reason'> {
  const whole = (reason: UnsplitReason) => ({ unsplit0: cost0, unsplit1: cost1, reason });
  if (unsplit !== undefined) {
    return whole(unsplit);
  }
  if (cost0 < 0 || cost1 < 0) {
    return whole(cost0 > 0 || cost1 > 0 ? 'change of sign' : 'negative amounts');
  }
  if (units === undefined) {
    return whole('units not known');
  }
  const unsplit0 = units.all0 > 0 && units.own0 > 0 ? 0 : cost0;
  const unsplit1 = units.all1 > 0 && units.own1 > 0 ? 0 : cost1;
  return { unsplit0, unsplit1, ...((unsplit0 > 0 || unsplit1 > 0) && { reason: 'no units' }) };
}

function effectOfNew({ quantity0, quantity1 }: Pair, { all0, own0 }: GroupUnits): EffectName {
  return effectOfAbsence(all0, own0, quantity0, quantity1);
}

function effectOfGone({ quantity0, quantity1 }: Pair, { all1, own1 }: GroupUnits): EffectName {
  return effectOfAbsence(all1, own1, quantity1, quantity0);
}

/**
 * The factor that goes to 0 together with the cost c of one period takes the whole change: the weight L(c, C) goes to 0 as
 * 1 / |ln c|, so every factor that stays finite takes nothing. Units in all come before the group's share of them, and both
 * before what each unit costs. Where quantity and price have no limit each (cost without quantity), their product has.
 * @param all units in all, @param own of the group, @param quantity consumed in the period without cost
 * @param other quantity consumed in the period with cost
 */
function effectOfAbsence(
  all: number,
  own: number,
  quantity: number | undefined,
  other: number | undefined
): EffectName {
  if (all <= 0 || own <= 0) {
    return all <= 0 ? 'volume' : 'mix';
  }
  if (quantity === undefined || other === undefined || quantity < 0 || other <= 0) {
    return 'unitCost';
  }
  return quantity === 0 ? 'efficiency' : 'price';
}

/** ln(after / before) of each factor; they add up to that of the cost. A factor that did not change takes nothing. */
function logsOfFactors(
  { cost0, cost1, quantity0 = 0, quantity1 = 0 }: Pair,
  { all0, all1, own0, own1, logDays: calendar = 0 }: GroupUnits
): readonly (readonly [EffectName, number])[] {
  const volume = logRatio(all1, all0);
  const group = logRatio(own1, own0);
  const cost = logRatio(cost1, cost0);
  const common = [
    ['volume', volume],
    ['mix', group - volume],
    ['calendar', calendar],
  ] as const;
  if (quantity0 <= 0 || quantity1 <= 0) {
    return [...common, ['unitCost', cost - group - calendar]];
  }
  const quantity = logRatio(quantity1, quantity0);
  return [...common, ['efficiency', quantity - group - calendar], ['price', cost - quantity]];
}
