import type { Column } from '../model/column.ts';
import type { Notice } from '../model/frame.ts';
import type { Group } from '../series/groups.ts';
import type { LegSeries } from './leg-series.ts';
import type { Plan, PlannedFormula } from './plan.ts';

export interface FormulaAnswer {
  readonly formula: PlannedFormula;
  /** Groups x buckets. */
  readonly column: Column;
  readonly complete: readonly boolean[];
  /** Instant in ms; Infinity where nothing holds the formula back. */
  readonly completeThrough: number;
}

/** The evaluated query, before it takes the shape of frames. */
export interface Answer {
  readonly plan: Plan;
  readonly groups: readonly Group[];
  readonly formulas: readonly FormulaAnswer[];
  readonly legs: readonly LegSeries[];
  readonly notices: readonly Notice[];
  readonly attributionCoverage?: number;
}
