import { emptyColumn } from '../model/column.ts';
import { addRows } from '../series/groups.ts';
import type { UsageRequest, UsageSource } from '../usage/usage-source.ts';
import type { SharedCache } from './cache.ts';
import { byGroup } from './fetch-cost.ts';
import type { LegSeries } from './leg-series.ts';
import { loadCells } from './load-cells.ts';
import type { MetricCells } from './metric-cells.ts';
import type { Plan, PlannedUsageLeg } from './plan.ts';
import { groupUsage, type GroupedUsage } from './usage-series.ts';

/** A usage leg: its rows read once, grouped as the query asks, its total added up or read as the source counted it. */
export async function fetchUsage(
  leg: PlannedUsageLeg,
  plan: Plan,
  source: UsageSource,
  cache: SharedCache<MetricCells>,
  signal: AbortSignal
): Promise<LegSeries> {
  const { metric } = leg;
  const sources = { usage: source, usageCache: cache };
  const read = (part: UsageRequest['part']) =>
    loadCells(usageRequest(part, leg, plan), plan.dimensions, plan.calendar, sources, signal);
  const cells = await read('metric');
  const isGrouped = leg.needs.each && plan.groupBy.length > 0 && !leg.broadcast;
  const groupBy = plan.groupBy.map(({ name }) => name);
  const grouped = isGrouped ? groupUsage(cells, leg, plan, groupBy) : undefined;
  const total = emptyColumn(1, plan.base.length);
  const needed: GroupedUsage[] = grouped === undefined ? [] : [grouped];
  if (leg.needs.total) {
    const whole = groupUsage(leg.totalFrom === 'declared' ? await read('total') : cells, leg, plan, []);
    addRows(whole.column, whole.column.rows > 0 ? [0] : [], total, 0);
    needed.push(whole);
  }
  return {
    each: byGroup(
      leg,
      plan,
      {
        keys: grouped?.keys ?? [],
        column: grouped?.column ?? emptyColumn(0, plan.base.length),
        joinsUnattributed: false,
      },
      total
    ),
    total,
    rule: metric.aggregate.time,
    foldable: metric.aggregate.groups === 'sum',
    completeThrough: Math.min(...needed.map((part) => part.completeThrough)),
    rows: cells.rows,
    badRows: cells.badRows,
    notices: [...new Map(needed.flatMap((part) => part.notices).map((notice) => [notice.text, notice])).values()],
  };
}

function usageRequest(part: UsageRequest['part'], { metric, connection }: PlannedUsageLeg, plan: Plan): UsageRequest {
  return { metric, connection, timezone: plan.calendar.timezone, part };
}

/** The metric, and its declared total where the leg needs it. */
export function usageRequests(leg: PlannedUsageLeg, plan: Plan): readonly UsageRequest[] {
  const metric = usageRequest('metric', leg, plan);
  return leg.totalFrom === 'declared' ? [metric, usageRequest('total', leg, plan)] : [metric];
}
