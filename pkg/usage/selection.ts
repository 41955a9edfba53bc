import { fileTypes } from '../model/connections/connection.ts';
import { UnitEconomicsError } from '../model/errors.ts';
import { seriesOf } from './series-of.ts';
import type { UsageRequest } from './usage-source.ts';

/** Which files and columns hold one series: the metric's own, or those of its total with the metric's as fallback. */
export interface Selection {
  readonly metric: string;
  readonly location: string;
  readonly dateColumn: string;
  readonly valueColumn: string;
  /** Columns in the order of the metric's dimensions; none for a total. */
  readonly dimensionColumns: readonly string[];
  readonly where: readonly { readonly column: string; readonly value: string }[];
  /** A total's file of its own need not have the columns by which a flat file tells its metrics apart. */
  readonly whereOptional: boolean;
}

export function selectionOf(request: UsageRequest): Selection {
  const { metric, part } = request;
  const { location, dateColumn, valueColumn, where } = seriesOf(request, ...fileTypes);
  return {
    metric: metric.name,
    location,
    dateColumn,
    valueColumn,
    dimensionColumns: part === 'total' ? [] : Object.values(metric.dimensions),
    where: Object.entries(where).map(([column, value]) => ({ column, value })),
    whereOptional: part === 'total',
  };
}

/** Positions of a selection's columns in one file. */
export interface ColumnIndexes {
  readonly time: number;
  readonly value: number;
  readonly dimensions: readonly number[];
  readonly where: readonly { readonly column: number; readonly value: string }[];
}

/** Finds the columns by name, blanks around names ignored. @throws notFound, badData for a name that occurs twice */
export function findColumns(selection: Selection, header: readonly string[], label: string): ColumnIndexes {
  const names = header.map((name) => name.trim());
  const find = (column: string): number => {
    const index = names.indexOf(column);
    if (index < 0) {
      throw new UnitEconomicsError(
        'notFound',
        `The metric ${selection.metric} needs the column ${column}, which ${label} does not have; its columns are ${names.join(', ')}.`
      );
    }
    if (names.includes(column, index + 1)) {
      throw new UnitEconomicsError(
        'badData',
        `The metric ${selection.metric} needs the column ${column}, which ${label} has twice; rename one of them.`
      );
    }
    return index;
  };
  return {
    time: find(selection.dateColumn),
    value: find(selection.valueColumn),
    dimensions: selection.dimensionColumns.map(find),
    where: selection.where
      .filter(({ column }) => !selection.whereOptional || names.includes(column))
      .map(({ column, value }) => ({ column: find(column), value })),
  };
}
