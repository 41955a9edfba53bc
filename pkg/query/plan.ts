import type { BoundFormula, Meaning } from '../formula/bound.ts';
import type { Dimension } from '../model/dimension.ts';
import type { Grain, TimeBasis } from '../model/grain.ts';
import type { CostMeasure } from '../model/names.ts';
import type { Query } from '../model/query.ts';
import type { Unit } from '../model/unit.ts';
import type { DimensionFilter } from '../cost/cost-source.ts';
import type { Axis } from '../series/axis.ts';
import type { Calendar } from '../series/calendar.ts';
import type { PlannedAllocation } from './allocation/plan-allocation.ts';
import type { DayRange } from '../usage/usage-source.ts';
import type { DatasetSource } from './dataset-source.ts';
import type { MetricSource } from './usage-request.ts';

/** A leg looked up in the catalog, with the filters that hold on it. */
export type PlannedLeg = PlannedCostLeg | PlannedUsageLeg;

interface PlannedLegBase {
  readonly name: string;
  readonly filters: readonly DimensionFilter[];
  /** Whether the formula needs it by group, as a total over the groups, or both. */
  readonly needs: { readonly each: boolean; readonly total: boolean };
  /** The by-group column is the total, repeated: the leg lacks a grouping dimension and says `broadcast`. */
  readonly broadcast: boolean;
}

export interface PlannedCostLeg extends PlannedLegBase {
  readonly kind: 'cost';
  readonly datasets: readonly DatasetSource[];
  readonly measure: CostMeasure;
  /** Empty for all. */
  readonly chargeCategories: readonly string[];
  /** Dimensions that a dataset may lack: its charges then have none of their values. */
  readonly mayLack: readonly string[];
  /** What its by-group charges are told apart by beyond the query's dimensions: for a digest the kind of charge. */
  readonly detail: readonly Dimension[];
  /** Shared costs to be moved between groups; undefined for costs as charged. */
  readonly allocation?: PlannedAllocation;
}

export interface PlannedUsageLeg extends PlannedLegBase, MetricSource {
  readonly kind: 'usage';
  readonly isBudget: boolean;
  /** What its by-group values are split by: the query's dimensions, or for a digest the leading ones that the metric has. */
  readonly groupBy: readonly Dimension[];
  /** The total comes from the declared series, because a distinct count has no sum. */
  readonly totalFrom: 'sum' | 'declared';
}

export interface PlannedFormula {
  readonly name: string;
  readonly expression: string;
  readonly per?: TimeBasis;
  /** What each name in it and in its KPIs stands for. */
  readonly names: ReadonlyMap<string, Meaning>;
  readonly bound: BoundFormula;
  readonly unit: Unit;
  /** Where the formula is a KPI by its name: what the settings aim at. */
  readonly target?: { readonly value: number; readonly better: 'lower' | 'higher' };
  /** Its own: a formula gives the same number whatever stands beside it. The plan's are those of its finest formulas. */
  readonly slots: Slots;
}

/** What legs are brought to before they are aggregated for a formula. */
export interface Slots {
  /** A day each, unless a leg of the formula cannot go below a coarser grain; an hour in an hourly answer. */
  readonly base: Axis;
  /** The part of the base axis that the answer covers; slots before it serve functions over time. */
  readonly firstSlot: number;
}

/** A formula before its slots are decided. */
export type BoundNamedFormula = Omit<PlannedFormula, 'slots'>;

/** Everything that is decided before data is read: a plain value, printed as `executedQueryString`. */
export interface Plan extends Slots {
  readonly query: Query;
  readonly calendar: Calendar;
  readonly currency: string;
  readonly groupBy: readonly Dimension[];
  readonly legs: readonly PlannedLeg[];
  readonly formulas: readonly PlannedFormula[];
  /** The answer's buckets, or `range` for one value over the whole range. */
  readonly grain: Grain | 'range';
  /** What is read, in calendar days: [from, to) of all slots. */
  readonly days: DayRange;
  /** The answer's own buckets; undefined for a whole range. */
  readonly buckets: Axis | undefined;
  /** The settings keep every reader to a part of the data: counts and samples of whole sources are not for answers. */
  readonly isScoped: boolean;
  readonly fromAlert: boolean;
  readonly nulls: 'keep' | 'drop';
  /** Instant of planning, ms. */
  readonly now: number;
  /** Exchange rates to `currency`. */
  readonly rates?: { readonly by: 'day' | 'month'; readonly source: MetricSource };
  /** Every dimension of the settings, for roll-ups. */
  readonly dimensions: readonly Dimension[];
}
