import { emptyColumn, type Column } from '../model/column.ts';
import type { Notice } from '../model/frame.ts';
import { isCoarser } from '../model/grain.ts';
import { keyText, type GroupKey } from '../model/group-key.ts';
import { aggregate } from '../series/aggregate.ts';
import { startDay, startInstant, type Axis } from '../series/axis.ts';
import { spansOf } from '../series/spans.ts';
import { matcher } from './filter-match.ts';
import type { MetricCells } from './metric-cells.ts';
import { usageCompleteThrough } from './usage-complete.ts';
import { usageNotices } from './usage-notices.ts';
import type { Plan, PlannedUsageLeg } from './plan.ts';
import { throughDays, toBase } from './to-base.ts';

export interface GroupedUsage {
  readonly keys: readonly GroupKey[];
  /** By group on the base axis. */
  readonly column: Column;
  /** By group, when its values begin: a day, or an instant (ms) where the base axis has hours. */
  readonly begins: readonly number[];
  /** Rows behind each value, where the query asks for legs; a value held over days shares its row among them. */
  readonly counts?: Column;
  readonly completeThrough: number;
  /** End of the last period with a value, ms. */
  readonly newestEnd?: number;
  readonly notices: readonly Notice[];
}

/** Cells to groups on the plan's base axis: filtered, added up over the other dimensions, gaps filled as declared. */
export function groupUsage(
  cells: MetricCells,
  leg: PlannedUsageLeg,
  plan: Plan,
  groupBy: readonly string[]
): GroupedUsage {
  const { metric } = leg;
  const names = Object.keys(metric.dimensions);
  const tests = leg.filters
    .map((filter) => ({ position: names.indexOf(filter.dimension.name), match: matcher(filter) }))
    .filter(({ position }) => position >= 0);
  const positions = groupBy.map((name) => names.indexOf(name));
  const members = new Map<string, { key: GroupKey; cells: number[] }>();
  cells.keys.forEach((key, index) => {
    if (tests.every(({ position, match }) => match(key[position] ?? null))) {
      const group = positions.map((position) => key[position] ?? null);
      const text = keyText(group);
      const known = members.get(text);
      if (known === undefined) {
        members.set(text, { key: group, cells: [index] });
      } else {
        known.cells.push(index);
      }
    }
  });
  const groups = [...members.values()];
  const summed = sumMembers(
    cells,
    groups.map((group) => group.cells),
    metric.gaps === 'zero'
  );
  const completeThrough = usageCompleteThrough(cells, metric, plan.calendar, plan.now);
  const column = toBase(summed, cells, leg, plan, completeThrough);
  const missing = metric.gaps === 'none' ? countMissing(summed, cells) : 0;
  return {
    keys: groups.map((group) => group.key),
    column,
    begins: groups.map((_, row) => beginOf(summed, row, cells.native, plan)),
    completeThrough,
    ...(cells.native.length > 0 && { newestEnd: startInstant(cells.native, cells.native.length, plan.calendar) }),
    ...(plan.query.result === 'legs' && {
      counts: countRows(
        cells,
        groups.map((group) => group.cells),
        plan
      ),
    }),
    notices: usageNotices(cells, metric, missing, plan),
  };
}

function countRows(cells: MetricCells, groups: readonly (readonly number[])[], { base, calendar }: Plan): Column {
  const { native, counts } = cells;
  const summed = emptyColumn(groups.length, native.length);
  groups.forEach((members, row) => {
    for (const member of members) {
      for (let slot = 0; slot < native.length; slot++) {
        const count = counts[member * native.length + slot] ?? 0;
        const cell = row * native.length + slot;
        summed.values[cell] = (summed.values[cell] ?? 0) + count;
        summed.valid[cell] = count > 0 ? 1 : (summed.valid[cell] ?? 0);
      }
    }
  });
  return isCoarser(native.grain, base.grain)
    ? throughDays(summed, native, base, { gaps: 'spread', rule: 'sum', calendar })
    : aggregate(summed, spansOf(native, base, calendar), 'sum');
}

/** A period in which one member is missing between its first and last value has no sum, unless absent means zero. */
function sumMembers(cells: MetricCells, groups: readonly (readonly number[])[], absentIsZero: boolean): Column {
  const { column, native } = cells;
  const out = emptyColumn(groups.length, native.length);
  groups.forEach((members, row) => {
    const base = row * native.length;
    for (const member of members) {
      for (let slot = 0; slot < native.length; slot++) {
        const source = member * native.length + slot;
        if (column.valid[source] === 1) {
          out.values[base + slot] = (out.values[base + slot] ?? 0) + (column.values[source] ?? 0);
          out.valid[base + slot] = 1;
        }
      }
    }
    for (const member of absentIsZero ? [] : members) {
      const { first, last } = cells.extents[member] ?? { first: 0, last: -1 };
      for (let slot = first; slot <= last; slot++) {
        if (column.valid[member * native.length + slot] !== 1) {
          out.valid[base + slot] = 0;
        }
      }
    }
  });
  return out;
}

function beginOf({ width, valid }: Column, row: number, native: Axis, { base, calendar }: Plan): number {
  const first = valid.subarray(row * width, (row + 1) * width).indexOf(1);
  return first < 0
    ? Infinity
    : base.grain === 'hour'
      ? startInstant(native, first, calendar)
      : startDay(native, first, calendar);
}

function countMissing(column: Column, { native }: MetricCells): number {
  let missing = 0;
  for (let row = 0; row < column.rows; row++) {
    const valid = column.valid.subarray(row * native.length, (row + 1) * native.length);
    for (let slot = valid.indexOf(1); slot >= 0 && slot <= valid.lastIndexOf(1); slot++) {
      missing += valid[slot] === 1 ? 0 : 1;
    }
  }
  return missing;
}
