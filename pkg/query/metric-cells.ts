import { UnitEconomicsError } from '../model/errors.ts';
import { bareDimension } from '../cost/dimension-id.ts';
import type { Dimension } from '../model/dimension.ts';
import { keyText, type GroupKey } from '../model/group-key.ts';
import { emptyColumn, type Column } from '../model/column.ts';
import type { UsageMetric } from '../model/usage-metric.ts';
import { axisOf, indexOf, type Axis } from '../series/axis.ts';
import type { Calendar } from '../series/calendar.ts';
import { dayOfInstant } from '../series/zone.ts';
import type { UsageTable } from '../usage/usage-source.ts';

/** A metric's rows by key and period of its native grain: the finest form, from which every grouping is made. */
export interface MetricCells {
  /** Values of the metric's dimensions in their order, normalised. */
  readonly keys: readonly GroupKey[];
  readonly native: Axis;
  readonly column: Column;
  /** Rows behind each cell. */
  readonly counts: Uint32Array;
  /** Periods of each key from its first value to its last, [first, last]. */
  readonly extents: readonly { readonly first: number; readonly last: number }[];
  /** Rows that named a (key, period) again: added for a metric with sums, otherwise the last one holds. */
  readonly repeated: number;
  readonly rows: number;
  readonly badRows: number;
  readonly badSamples: readonly string[];
  /** The first five rows as the source gave them, for whoever looks whether it was read right. */
  readonly firstRows: readonly SourceRow[];
}

/** A row before anything was added up; its time as in a UsageTable, its keys in the order of the metric's dimensions. */
export interface SourceRow {
  readonly time: number;
  readonly value: number;
  readonly keys: readonly (string | null)[];
}

const firstRowsKept = 5;

/** 160 MB of values; a metric with more series than this needs fewer dimensions. */
const maxCells = 20_000_000;

export function cellsOf(
  table: UsageTable,
  metric: UsageMetric,
  dimensions: ReadonlyMap<string, Dimension>,
  calendar: Calendar
): MetricCells {
  const { rows, badRows, badSamples, times } = table;
  const firstRows = firstRowsOf(table);
  const empty = { keys: [], extents: [], repeated: 0, rows, badRows, badSamples, firstRows };
  if (times.length === 0) {
    return {
      ...empty,
      native: { grain: metric.nativeGrain, starts: new Float64Array(1), length: 0 },
      column: emptyColumn(0, 0),
      counts: new Uint32Array(0),
    };
  }
  const native = nativeAxis(times, metric, calendar);
  const { keys, rowKeys } = keysOf(table, metric, dimensions);
  if (keys.length * native.length > maxCells) {
    throw new UnitEconomicsError(
      'tooMuch',
      `The metric ${metric.name} has ${keys.length} series over ${native.length} ${metric.nativeGrain}s, more than can be held. Remove a dimension with many values, or shorten the file.`
    );
  }
  const column = emptyColumn(keys.length, native.length);
  const counts = new Uint32Array(keys.length * native.length);
  const extents = keys.map(() => ({ first: Infinity, last: -1 }));
  let repeated = 0;
  for (let row = 0; row < times.length; row++) {
    const key = rowKeys[row] ?? 0;
    const slot = indexOf(native, times[row] ?? NaN);
    const cell = key * native.length + slot;
    const again = column.valid[cell] === 1;
    repeated += again ? 1 : 0;
    const held = again && metric.aggregate.groups === 'sum' ? (column.values[cell] ?? 0) : 0;
    column.values[cell] = held + (table.values[row] ?? 0);
    column.valid[cell] = 1;
    counts[cell] = (counts[cell] ?? 0) + 1;
    const extent = extents[key];
    if (extent !== undefined) {
      extent.first = Math.min(extent.first, slot);
      extent.last = Math.max(extent.last, slot);
    }
  }
  return { keys, native, column, counts, extents, repeated, rows, badRows, badSamples, firstRows };
}

function firstRowsOf({ times, values, dimensions }: UsageTable): readonly SourceRow[] {
  return [...times.subarray(0, firstRowsKept)].map((time, row) => ({
    time,
    value: values[row] ?? NaN,
    keys: dimensions.map((column) => column[row] ?? null),
  }));
}

function nativeAxis(times: Float64Array, metric: UsageMetric, calendar: Calendar): Axis {
  let least = Infinity;
  let most = -Infinity;
  for (const time of times) {
    least = Math.min(least, time);
    most = Math.max(most, time);
  }
  const day = (time: number) => (metric.nativeGrain === 'hour' ? dayOfInstant(time, calendar.timezone) : time);
  return axisOf(metric.nativeGrain, day(least), day(most) + 1, calendar);
}

function keysOf(
  table: UsageTable,
  metric: UsageMetric,
  dimensions: ReadonlyMap<string, Dimension>
): { readonly keys: readonly GroupKey[]; readonly rowKeys: Int32Array } {
  const own = Object.keys(metric.dimensions).map((name) => dimensions.get(name) ?? bareDimension(name));
  const found = new Map<string, number>();
  const keys: GroupKey[] = [];
  const rowKeys = Int32Array.from({ length: table.times.length }, (_, row) => {
    const key = table.dimensions.map((column, index) => {
      const value = column[row] ?? null;
      const named = value === null ? null : (own[index]?.values[value] ?? value);
      return named === own[index]?.rest ? null : named; // as with charges: no second group of the rest's name
    });
    const text = keyText(key);
    let index = found.get(text);
    if (index === undefined) {
      index = keys.length;
      found.set(text, index);
      keys.push(key);
    }
    return index;
  });
  return { keys, rowKeys };
}
