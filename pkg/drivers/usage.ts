import { UnitEconomicsError } from '../model/errors.ts';
import { logRatio } from './log-mean.ts';
import type { Period } from './period.ts';
import { sumOf } from './sum.ts';

/** How usage is known: by group (only then there is a mix), in total alone, or not at all. */
export type UsageLevel = 'groups' | 'total' | 'none';

/** Units of two periods, as costs are held against them. */
export interface Usage {
  readonly level: UsageLevel;
  readonly units0?: number;
  readonly units1?: number;
  /** Undefined where the group's units are not known in both periods. */
  readonly of: (group: string) => GroupUnits | undefined;
}

/** Units in all and the group's own; where usage is not known by group, these are all units too. */
export interface GroupUnits {
  readonly all0: number;
  readonly all1: number;
  readonly own0: number;
  readonly own1: number;
  /** ln(days1 / days0) of the days on which the group's units are known, where units are a stock. */
  readonly logDays?: number;
}

export function usageOf(before: Period, after: Period): Usage {
  logDaysOf(before, after); // refuses a length that is none, even where nothing is split
  const shared = sharedGroups(before, after);
  const units0 = totalOf(before, shared);
  const units1 = totalOf(after, shared);
  if (units0 === undefined || units1 === undefined) {
    return { level: 'none', of: () => undefined };
  }
  const total = { level: 'total', units0, units1 } as const;
  const all = { all0: units0, all1: units1 };
  return shared === undefined
    ? { ...total, of: (group) => ({ ...all, own0: units0, own1: units1, ...logDaysOf(before, after, group) }) }
    : {
        ...total,
        level: 'groups',
        of: (group) => {
          const own0 = shared.has(group) ? before.unitsByGroup?.get(group) : undefined;
          const own1 = after.unitsByGroup?.get(group);
          return own0 === undefined || own1 === undefined
            ? undefined
            : { ...all, own0, own1, ...logDaysOf(before, after, group) };
        },
      };
}

/** Groups with units in both periods: one that is known in one alone would look like growth. */
function sharedGroups({ unitsByGroup: units0 }: Period, { unitsByGroup: units1 }: Period): Set<string> | undefined {
  return units0 === undefined || units1 === undefined
    ? undefined
    : new Set([...units0.keys()].filter((group) => units1.has(group)));
}

function totalOf({ units, unitsByGroup = new Map() }: Period, shared: Set<string> | undefined): number | undefined {
  const counted = [...unitsByGroup].filter(([group]) => shared?.has(group) ?? true).map(([, value]) => value);
  for (const value of [...counted, units ?? 0]) {
    if (!Number.isFinite(value)) {
      throw new UnitEconomicsError(
        'badData',
        'A number of units is not finite, so the change of cost cannot be split. Leave such values out.'
      );
    }
  }
  return units ?? (counted.length === 0 ? undefined : sumOf(counted));
}

function logDaysOf(before: Period, after: Period, group = ''): Pick<GroupUnits, 'logDays'> {
  const days0 = before.daysByGroup?.get(group) ?? before.days;
  const days1 = after.daysByGroup?.get(group) ?? after.days;
  if (days0 === undefined && days1 === undefined) {
    return {};
  }
  if (!isLength(days0) || !isLength(days1)) {
    throw new UnitEconomicsError('internal', 'Periods of a stock need their number of days, more than 0 in each.');
  }
  return { logDays: logRatio(days1, days0) };
}

function isLength(days: number | undefined): days is number {
  return days !== undefined && days > 0 && Number.isFinite(days);
}
