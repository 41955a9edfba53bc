import { emptyColumn, type Column } from '../model/column.ts';
import { addRows, type KeyedColumn } from '../series/groups.ts';
import type { LegSeries } from './leg-series.ts';
import type { PlannedLeg } from './plan.ts';

/** Without grouping the total is the one group; a leg that is only needed in total has no groups. */
export function byGroup(leg: PlannedLeg, dimensions: number, grouped: KeyedColumn, total: Column): KeyedColumn {
  if (dimensions === 0) {
    return { ...grouped, keys: [[]], column: total };
  }
  return leg.needs.each && !leg.broadcast ? grouped : { ...grouped, keys: [], column: emptyColumn(0, total.width) };
}

/** Counts laid out as the values they belong to. */
export function rowCounts(leg: PlannedLeg, dimensions: number, grouped: KeyedColumn): NonNullable<LegSeries['counts']> {
  const total = emptyColumn(1, grouped.column.width);
  addRows(
    grouped.column,
    grouped.keys.map((_, row) => row),
    total,
    0
  );
  return { each: byGroup(leg, dimensions, grouped, total), total };
}
