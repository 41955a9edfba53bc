import type { Column } from '../model/column.ts';
import { UnitEconomicsError } from '../model/errors.ts';
import { keyText, lacksPart, otherName, type GroupKey } from '../model/group-key.ts';
import { aggregate } from '../series/aggregate.ts';
import { placeRows, rankKeys, unionKeys, type Group } from '../series/groups.ts';
import type { Begins, LegSeries } from './leg-series.ts';
import type { Plan, PlannedLeg } from './plan.ts';
import { slotsOfLeg } from './views.ts';

/** Legs on one key set: the same groups in the same order, folded beyond the limit. */
export interface Aligned {
  readonly groups: readonly Group[];
  /** By leg: groups x slots, or one row where the leg's total stands for every group. */
  readonly each: readonly (Column | undefined)[];
  readonly total: readonly (Column | undefined)[];
  /** By leg and row, when its values begin in the source (LegSeries.begins). */
  readonly begins: { readonly each: readonly (readonly number[])[]; readonly total: readonly (readonly number[])[] };
  /** Source rows behind each value, where the query asks for legs. */
  readonly counts: { readonly each: readonly (Column | undefined)[]; readonly total: readonly (Column | undefined)[] };
  readonly attributionCoverage?: number;
}

/** More groups than this are an error for an alert rule, whose instances must not be folded (design section 9). */
export const maxGroups = 1000;

/** The groups of an answer, and the keys that its last one folds. */
export interface Grouping {
  readonly groups: readonly Group[];
  readonly folded: readonly GroupKey[];
  readonly attributionCoverage?: number;
}

export function align(plan: Plan, legs: readonly LegSeries[]): Aligned {
  return placeLegs(plan, legs, groupsOf(plan, legs));
}

/** @param legs each on the finest of its slots */
export function groupsOf(plan: Plan, legs: readonly LegSeries[]): Grouping {
  const grouped = plan.legs.some(({ needs, broadcast }) => needs.each && !broadcast);
  if (plan.query.result === 'digest' || !grouped) {
    return { groups: [{ kind: 'all' }], folded: [] }; // a digest's tree is made of the legs' own keys, of which there may be very many
  }
  const keyed = legs.map((leg) => leg.each);
  const keys = unionKeys(keyed);
  const weigh = plan.legs.findIndex(({ kind, needs }) => kind === 'cost' && needs.each);
  const weights = rangeSums(plan, legs, weigh >= 0 ? weigh : legs.findIndex((leg) => leg.each.keys.length > 0));
  const ranked = rankKeys(keys, (key) => weights.get(keyText(key)) ?? 0);
  const coverage = attributionCoverage(plan, legs, weights, weigh);
  return { ...applyLimit(ranked, plan), ...(coverage !== undefined && { attributionCoverage: coverage }) };
}

/** @param legs on the slots of the plan; undefined where its formulas do not use them */
export function placeLegs(
  plan: Plan,
  legs: readonly (LegSeries | undefined)[],
  { groups, folded, attributionCoverage: coverage }: Grouping
): Aligned {
  const byGroup = (index: number) => plan.query.result !== 'digest' && plan.legs[index]?.broadcast !== true;
  return {
    groups,
    each: legs.map((leg, index) =>
      leg && byGroup(index) ? placeRows(leg.each, groups, folded, leg.foldable) : leg?.total
    ),
    total: legs.map((leg) => leg?.total),
    begins: {
      each: legs.map((leg, index) =>
        leg && byGroup(index) ? beginsOf(leg.begins, groups, folded) : [leg?.begins.total ?? Infinity]
      ),
      total: legs.map((leg) => [leg?.begins.total ?? Infinity]),
    },
    counts: {
      each: legs.map((leg, index) =>
        leg?.counts && byGroup(index) ? placeRows(leg.counts.each, groups, folded, true) : leg?.counts?.total
      ),
      total: legs.map((leg) => leg?.counts?.total),
    },
    ...(coverage !== undefined && { attributionCoverage: coverage }),
  };
}

function beginsOf({ total, byKey }: Begins, groups: readonly Group[], folded: readonly GroupKey[]): readonly number[] {
  const of = (key: GroupKey) => byKey.get(keyText(key)) ?? total;
  return groups.map((group) =>
    group.kind === 'key' ? of(group.key) : group.kind === 'other' ? Math.min(...folded.map(of)) : total
  );
}

/** A leg's value over the whole range by group: what groups are ranked by. */
function rangeSums(plan: Plan, legs: readonly LegSeries[], index: number): ReadonlyMap<string, number> {
  const leg = legs[index];
  if (leg === undefined) {
    return new Map();
  }
  const { keys, column } = leg.each;
  const sums = aggregate(column, [{ from: slotsOfLeg(plan, index).firstSlot, to: column.width }], leg.rule);
  return new Map(keys.map((key, row) => [keyText(key), sums.valid[row] === 1 ? (sums.values[row] ?? 0) : 0]));
}

function applyLimit(
  ranked: readonly GroupKey[],
  plan: Plan
): { groups: readonly Group[]; folded: readonly GroupKey[] } {
  const asGroup = (key: GroupKey): Group => ({ kind: 'key', key });
  if (plan.fromAlert) {
    if (ranked.length > maxGroups) {
      throw new UnitEconomicsError(
        'tooMuch',
        `The query has ${ranked.length} groups and an alert rule can have ${maxGroups}. Filter ${plan.groupBy.map(({ name }) => name).join(', ')}.`
      );
    }
    return { groups: ranked.map(asGroup), folded: [] };
  }
  const whole = ranked.filter((key) => !lacksPart(key));
  const rest = ranked.filter(lacksPart);
  const { limit } = plan.query;
  if (whole.length <= limit) {
    return { groups: ranked.map(asGroup), folded: [] };
  }
  const shown = whole.slice(0, limit);
  const folded = whole.slice(limit);
  const taken = new Set([...shown.flat(), ...plan.groupBy.map((dimension) => dimension.rest)]);
  const other = { kind: 'other', name: otherName(folded.length, taken), count: folded.length } as const;
  return { groups: [...shown.map(asGroup), other, ...rest.map(asGroup)], folded };
}

/** Share of the first cost leg that lies in groups for which some usage leg has a value (design section 4.8). */
function attributionCoverage(
  plan: Plan,
  legs: readonly LegSeries[],
  costs: ReadonlyMap<string, number>,
  cost: number
): number | undefined {
  const isPartner = (leg: PlannedLeg) => leg.kind === 'usage' && !leg.isBudget && leg.needs.each && !leg.broadcast;
  const partners = legs.flatMap((leg, index) =>
    plan.legs[index] !== undefined && isPartner(plan.legs[index])
      ? [{ ...leg.each, firstSlot: slotsOfLeg(plan, index).firstSlot }]
      : []
  );
  if (cost < 0 || plan.groupBy.length === 0 || partners.length === 0) {
    return undefined;
  }
  const used = new Set(
    partners
      .flatMap(({ keys, column, firstSlot }) =>
        keys.filter(
          (key, row) =>
            !lacksPart(key) &&
            column.valid.subarray(row * column.width + firstSlot, (row + 1) * column.width).includes(1)
        )
      )
      .map(keyText)
  );
  let all = 0;
  let attributed = 0;
  for (const [key, amount] of costs) {
    all += amount;
    attributed += used.has(key) ? amount : 0;
  }
  return all === 0 ? undefined : attributed / all;
}
