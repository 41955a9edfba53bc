import type { CalendarDuration } from '../model/calendar-duration.ts';
import type { TimeBasis } from '../model/grain.ts';
import type { Unit } from '../model/unit.ts';
import type { BinaryOperator, FormulaProblem } from './expression.ts';
import type { ScalarFunction } from './functions.ts';
import type { OverGroups } from './over-groups.ts';

/** One function over time around a leg. */
export type TimeStep =
  | { readonly kind: 'previous' }
  | { readonly kind: 'shift'; readonly by: CalendarDuration }
  | { readonly kind: 'rolling'; readonly over: CalendarDuration }
  | { readonly kind: 'cumulative' }
  | { readonly kind: 'monthToDate' };

/** Which aggregation of a leg is meant: by group or over all of them, and over which stretch of time, outermost step first. */
export interface Context {
  readonly groups: 'each' | 'total';
  readonly steps: readonly TimeStep[];
  /**
   * The argument of coalesce() or if() in which it stands, counted through the formula; absent outside of them. They choose
   * between values and do not combine them, so that each argument counts its own days.
   */
  readonly choice?: number;
}

export interface LegUse extends Context {
  /** Index into the query's legs. */
  readonly leg: number;
}

/**
 * How a value relates to time. A flow adds up over time (cost, requests), a stock does not (customers, stored GB), a ratio
 * is independent of the length of the bucket, a number is a literal.
 */
export type TimeKind = 'flow' | 'stock' | 'ratio' | 'number';

export type Operation = BinaryOperator | ScalarFunction | 'negate' | 'not';

/** A text that two contexts share exactly when they are equal. */
export function contextText({ groups, steps, choice }: Context): string {
  return JSON.stringify([groups, steps, choice]);
}

/** A formula whose names are legs and whose units are known: what the evaluator runs. */
export type Bound =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'leg'; readonly use: LegUse }
  | { readonly kind: 'operation'; readonly operation: Operation; readonly args: readonly [Bound, ...Bound[]] }
  /** The group's place by its value, in each bucket. */
  | { readonly kind: 'rank'; readonly operand: Bound }
  /** Divides by (`per`) or multiplies with (`times`) the bucket's length in the basis (design section 4.7). */
  | {
      readonly kind: 'basis';
      readonly operand: Bound;
      readonly basis: TimeBasis;
      readonly side: 'per' | 'times';
      readonly context: Context;
    };

export interface BoundFormula {
  readonly root: Bound;
  readonly unit: Unit;
  readonly time: TimeKind;
  /** Each (leg, context) once. */
  readonly uses: readonly LegUse[];
  /** The time bases that were applied: its own and those of KPIs that it uses. */
  readonly bases: readonly TimeBasis[];
}

export type Binding =
  { readonly ok: true; readonly formula: BoundFormula } | { readonly ok: false; readonly problem: FormulaProblem };

/** What a name stands for. A KPI is a formula of its own with its own time basis. */
export type Meaning =
  | {
      readonly kind: 'leg';
      readonly leg: number;
      readonly unit: Unit;
      readonly time: 'flow' | 'stock';
      readonly overGroups: OverGroups;
    }
  | { readonly kind: 'kpi'; readonly expression: string; readonly per: TimeBasis | undefined }
  /** A KPI's target: a number in the KPI's unit. */
  | {
      readonly kind: 'target';
      readonly value: number;
      readonly expression: string;
      readonly per: TimeBasis | undefined;
    }
  /** The name is known and cannot be used: says why and the way out. */
  | { readonly kind: 'problem'; readonly message: string };

export interface Scope {
  lookup(name: string): Meaning | undefined;
  /** For the message about an unknown name. */
  readonly known: readonly string[];
}
