import { shownEffect, type Change, type CostSplit } from '../../drivers/split.ts';
import { effectNames, type EffectName } from '../../model/effects.ts';
import type { Field } from '../../model/frame.ts';
import type { Answer } from '../answer.ts';
import { numbers } from './columns.ts';
import { grafanaUnit } from '../../model/unit.ts';
import { unitCostUnit, volumeOf } from './units.ts';

/** What users read in place of the effects' names. */
export const effectTitles: Readonly<Record<EffectName, string>> = {
  volume: 'Volume',
  mix: 'Mix',
  efficiency: 'Efficiency',
  price: 'Price',
  unitCost: 'Unit cost',
  calendar: 'Calendar',
  unsplit: 'Not split',
};

/** What an effect's column holds, where all groups share the growth of units in all. */
export const effectMeanings: Readonly<Record<EffectName, string>> = {
  volume: 'More or fewer units in all groups together.',
  mix: "The group's share of all units rose or fell.",
  efficiency: 'Each unit needed more or less of what is consumed.',
  price: 'What is consumed cost more or less: rate, discount, commitment.',
  unitCost: 'Efficiency and price together, where there is no quantity to tell them apart.',
  calendar: 'More or fewer days.',
  unsplit: 'Cost that units do not drive, or whose units are not known: tax, credits, purchases, missing units.',
};

/** The effects asked for; otherwise those that any of the changes has. */
export function shownEffects({ plan }: Answer, changes: readonly (Change | undefined)[]): readonly EffectName[] {
  return (
    plan.query.drivers.effects ??
    effectNames.filter((name) => changes.some((change) => change !== undefined && shownEffect(change, name) !== 0))
  );
}

/** Units and cost per unit of two periods; nothing where no metric is asked for. */
export function unitFields(
  answer: Answer,
  { units, unitCosts }: { readonly units: readonly Both[]; readonly unitCosts: readonly Both[] }
): readonly Field[] {
  const volume = volumeOf(answer);
  if (volume === undefined) {
    return [];
  }
  const both = (name: string, config: Field['config'], values: readonly Both[]): readonly Field[] => [
    { name: `${name} before`, ...(config && { config }), column: numbers(values.map(({ before }) => before)) },
    { name: `${name} after`, ...(config && { config }), column: numbers(values.map(({ after }) => after)) },
  ];
  return [
    ...both('units', { unit: volume.unit, description: volume.title }, units),
    ...both(
      'cost per unit',
      {
        unit: grafanaUnit(unitCostUnit(answer)),
        description: `Cost per unit of ${volume.title}, as the formula counts it`,
      },
      unitCosts
    ),
  ];
}

/** An amount of both periods, as far as it is known. */
export interface Both {
  readonly before: number | undefined;
  readonly after: number | undefined;
}

export function unitsOf({ units0, units1 }: Pick<CostSplit, 'units0' | 'units1'>): Both {
  return { before: units0, after: units1 };
}
