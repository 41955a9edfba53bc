import { aggregate, commonSlots, type Mask, type Span } from '../../series/aggregate.ts';
import { basisOfSlots } from '../../series/basis.ts';
import { lacksPart } from '../../model/group-key.ts';
import type { Column } from '../../model/column.ts';
import type { LegSeries } from '../leg-series.ts';
import type { Plan, PlannedUsageLeg } from '../plan.ts';
import { basisIn, type UnitCost } from './unit-cost.ts';

/** A value of the period before and of the one after. */
export type Pair<T> = readonly [before: T, after: T];

/** Units of one path as far as they are known, and on which slots they are. */
export interface PathUnits {
  readonly units: Pair<number | undefined>;
  /** Days that count, where units are a stock. */
  readonly days: Pair<number>;
  /** Days, months or years that count, for cost per unit. */
  readonly basis: Pair<number>;
  /** Whether cost of a slot is held against units; undefined where all of it is. */
  readonly counts: ((slot: number) => boolean) | undefined;
}

/** The metric of a digest: by the leading dimensions that it has, and in all where that is not their sum. */
export interface DigestUnits {
  /** Leading dimensions that the metric has; -1 without a metric. */
  readonly levels: number;
  readonly byPath: ReadonlyMap<string, PathUnits>;
  /** As its source counts them, or where the metric has none of the dimensions. */
  readonly total?: PathUnits;
  readonly isStock: boolean;
  /** Whether units of paths may be added up. */
  readonly isAddable: boolean;
}

const separator = '\u0000';

/** The leading `levels` of a path as one text: cheaper than JSON, for hundreds of thousands of paths. */
export function pathText(path: readonly string[], levels = path.length): string {
  let text = '';
  for (let level = 0; level < Math.min(levels, path.length); level++) {
    text += separator + (path[level] ?? '');
  }
  return text;
}

export function namesIn(text: string): readonly string[] {
  return text === '' ? [] : text.slice(separator.length).split(separator);
}

export function digestUnits(
  plan: Plan,
  usage: PlannedUsageLeg | undefined,
  series: LegSeries | undefined,
  cost: LegSeries,
  spans: Pair<Span>,
  written: UnitCost
): DigestUnits {
  const byPath = new Map<string, PathUnits>();
  if (usage === undefined || series === undefined) {
    return { levels: -1, byPath, isStock: false, isAddable: true };
  }
  const read = (column: Column) => unitsOfRows(plan, column, series, cost.total, spans, written);
  const levels = usage.needs.each ? usage.groupBy.length : 0;
  if (levels > 0) {
    const rows = read(series.each.column);
    series.each.keys.forEach((key, row) => {
      if (!lacksPart(key)) {
        byPath.set(pathText(key.map(String)), rows(row)); // charges without the key have no units
      }
    });
  }
  return {
    levels,
    byPath,
    ...((usage.needs.total || levels === 0) && { total: read(series.total)(0) }),
    isStock: usage.metric.additivity !== 'additive',
    isAddable: usage.metric.aggregate.groups === 'sum',
  };
}

/** As for the formula, a slot counts where cost and units are both known (design section 4.3). */
function unitsOfRows(
  plan: Plan,
  column: Column,
  { rule }: LegSeries,
  cost: Column,
  spans: Pair<Span>,
  written: UnitCost
) {
  const mask = commonSlots([column, cost], column.width);
  const sums = aggregate(column, spans, rule, mask);
  const days = aggregate(basisOfSlots(plan.base, 'day', plan.calendar), spans, 'sum', mask);
  const [basis0, basis1] = [basisIn(spans[0], written, plan, mask), basisIn(spans[1], written, plan, mask)];
  return (row: number): PathUnits => {
    const at = (side: 0 | 1) => (sums.valid[row * 2 + side] === 1 ? sums.values[row * 2 + side] : undefined);
    return {
      units: [at(0), at(1)],
      days: [cell(days, row, 0), cell(days, row, 1)],
      basis: [cell(basis0, row, 0), cell(basis1, row, 0)],
      counts: countsOf(mask, row, column.width),
    };
  };
}

function cell({ rows, width, values }: Column, row: number, bucket: number): number {
  return values[(rows === 1 ? 0 : row * width) + bucket] ?? 0;
}

function countsOf(mask: Mask | undefined, row: number, width: number): PathUnits['counts'] {
  if (mask === undefined) {
    return undefined;
  }
  const included = mask.included.subarray(row * width, (row + 1) * width);
  return included.includes(0) ? (slot) => included[slot] === 1 : undefined;
}
