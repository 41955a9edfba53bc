import { effectNames, type EffectName } from '../model/effects.ts';
import { Sum } from './sum.ts';

/**
 * A change of cost by effect, in the cost's currency. `unitCost` is efficiency and price together, where quantities are not
 * known; `calendar` is the number of days, where units are a stock; `unsplit` is cost that units do not drive.
 */
export type Effects = Readonly<Record<EffectName, number>>;

export const noEffects: Effects = {
  volume: 0,
  mix: 0,
  efficiency: 0,
  price: 0,
  unitCost: 0,
  calendar: 0,
  unsplit: 0,
};

/** Adds effects up, each with compensation. */
export class EffectSums {
  readonly #sums = effectNames.map(() => new Sum());

  add(effects: Effects): void {
    effectNames.forEach((name, index) => this.#sums[index]?.add(effects[name]));
  }

  get value(): Effects {
    const sums: Record<EffectName, number> = { ...noEffects };
    effectNames.forEach((name, index) => {
      sums[name] = this.#sums[index]?.value ?? 0;
    });
    return sums;
  }
}
