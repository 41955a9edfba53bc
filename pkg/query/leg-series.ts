import type { Column } from '../model/column.ts';
import type { Notice } from '../model/frame.ts';
import type { TimeAggregation } from '../model/usage-metric.ts';
import type { KeyedColumn } from '../series/groups.ts';

/** How far one source of a leg goes. Instants in ms. */
export interface SourceFreshness {
  /** Such as `cost dataset cloud` or `metric ocr_jobs`. */
  readonly source: string;
  /** In a dataset that mixes providers. */
  readonly provider?: string;
  /** End of the newest charge or value. */
  readonly newestEnd?: number;
  readonly completeThrough: number;
  readonly rows?: number;
  readonly badRows?: number;
}

/**
 * When a leg's values begin in its source, however little of it was read: a day, or an instant in ms where the base axis
 * has hours; Infinity without a value.
 */
export interface Begins {
  readonly total: number;
  /** By the text of a group's key; a group that is not named begins with the total. */
  readonly byKey: ReadonlyMap<string, number>;
}

/** A leg as read: by group and in total on the plan's base axis, with what is known of its freshness. */
export interface LegSeries {
  readonly each: KeyedColumn;
  readonly total: Column;
  readonly begins: Begins;
  /** Where a closed source ends, exclusive, in the unit of `begins`; Infinity for an open one. */
  readonly ends: number;
  /** How slots become buckets. */
  readonly rule: TimeAggregation;
  /** Whether groups may be added up, for `other (n)`. */
  readonly foldable: boolean;
  /** Instant in ms up to which values are final enough to judge; Infinity for a closed source, -Infinity for one without data. */
  readonly completeThrough: number;
  /** Source rows behind each value, for result `legs`; laid out as `each` and `total`. */
  readonly counts?: { readonly each: KeyedColumn; readonly total: Column };
  readonly rows: number;
  readonly badRows: number;
  /** Actual currency or quantity unit of the data, where the data names one. */
  readonly unit?: string;
  readonly freshness: readonly SourceFreshness[];
  readonly notices: readonly Notice[];
}
