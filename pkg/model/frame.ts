import type { Grain } from './grain.ts';

/**
 * A data frame in columns, free of any wire type; Grafana's data plane contract gives the meaning of `type`.
 * A validity mask has one byte a value, 1 where there is one.
 */
export type FrameType = 'timeseries-wide' | 'timeseries-multi' | 'numeric-multi' | 'table';

export type Column =
  | { readonly type: 'time'; readonly values: Float64Array; readonly valid?: Uint8Array }
  | { readonly type: 'number'; readonly values: Float64Array; readonly valid?: Uint8Array }
  | { readonly type: 'string'; readonly values: readonly (string | null)[] }
  | { readonly type: 'boolean'; readonly values: readonly (boolean | null)[] };

/** Colours from a value on; the first step has none and holds below. */
export interface Thresholds {
  readonly mode: 'absolute';
  readonly steps: readonly { readonly value: number | null; readonly color: string }[];
}

export interface FieldConfig {
  readonly unit?: string;
  readonly displayNameFromDS?: string;
  readonly description?: string;
  readonly decimals?: number;
  readonly thresholds?: Thresholds;
  /** Milliseconds between points; Grafana shows gaps by it. */
  readonly interval?: number;
  readonly custom?: Readonly<Record<string, unknown>>;
}

export interface Field {
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly config?: FieldConfig;
  readonly column: Column;
}

export interface Notice {
  readonly severity: 'info' | 'warning' | 'error';
  readonly text: string;
}

export interface LegFreshness {
  readonly leg: string;
  readonly completeThrough?: string;
  /** Absent where a scope keeps readers to a part of the source. */
  readonly rows?: number;
  readonly badRows?: number;
}

/** What a reader needs to trust an answer; becomes `meta.custom`. Instants are ISO 8601 in UTC. */
export interface Explanation {
  readonly grain: Grain | 'range';
  readonly timezone: string;
  readonly completeThrough?: string;
  /** Start of the first bucket that is not complete. */
  readonly incompleteFrom?: string;
  /** End of the days that a whole range adds up, exclusive; absent for buckets, and without one complete day. */
  readonly computedThrough?: string;
  readonly asOf: string;
  /** Share of the cost of by-group cost legs that has a partner on the usage side, 0 to 1. */
  readonly attributionCoverage?: number;
  readonly freshness: readonly LegFreshness[];
  /** Unit of each formula, as text. */
  readonly units: Readonly<Record<string, string>>;
}

export interface FrameMeta {
  readonly type?: FrameType;
  readonly executedQueryString?: string;
  readonly notices?: readonly Notice[];
  readonly custom?: Explanation;
}

export interface Frame {
  readonly name?: string;
  readonly meta: FrameMeta;
  readonly fields: readonly Field[];
}
