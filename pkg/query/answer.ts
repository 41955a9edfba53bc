import type { LegUse } from '../formula/bound.ts';
import type { Column } from '../model/column.ts';
import type { Notice } from '../model/frame.ts';
import type { Group } from '../series/groups.ts';
import type { LegSeries } from './leg-series.ts';
import type { Analysis } from './analysis/analysis.ts';
import type { Plan, PlannedFormula } from './plan.ts';

/** One leg of a formula in one context, point by point. */
export interface ExplainedUse {
  readonly use: LegUse;
  /** Groups x buckets, or one row for all groups. */
  readonly value: Column;
  /** Rows of the source behind each point. */
  readonly rows?: Column;
}

export interface Explained {
  readonly uses: readonly ExplainedUse[];
  /** Groups x buckets: the part of the bucket's slots on which every leg has a value, 0 to 1. */
  readonly counted: Column;
}

export interface FormulaAnswer {
  readonly formula: PlannedFormula;
  /** Groups x buckets. */
  readonly column: Column;
  /** Bucket by bucket: whether it is over and known in full. */
  readonly complete: readonly boolean[];
  /** Buckets that are over, but of which data covers a part only because it begins or ends there. */
  readonly partial: readonly number[];
  /** Instant in ms; Infinity where nothing holds the formula back. */
  readonly completeThrough: number;
  /** For result `legs`. */
  readonly explained?: Explained;
}

/** The evaluated query, before it takes the shape of frames. */
export interface Answer {
  readonly plan: Plan;
  readonly groups: readonly Group[];
  readonly formulas: readonly FormulaAnswer[];
  readonly legs: readonly LegSeries[];
  readonly notices: readonly Notice[];
  readonly attributionCoverage?: number;
  /** For results beyond the formula's own values. */
  readonly analysis?: Analysis;
}
