import { emptyColumn } from '../model/column.ts';
import type { Dimension } from '../model/dimension.ts';
import { addRows } from '../series/groups.ts';
import type { UsageRequest, UsageSource } from '../usage/usage-source.ts';
import type { SharedCache } from './cache.ts';
import { byGroup } from './fetch-cost.ts';
import type { LegSeries } from './leg-series.ts';
import { cellsOf, type MetricCells } from './metric-cells.ts';
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
  const dimensions = new Map(plan.dimensions.map((dimension) => [dimension.name, dimension]));
  const read = (part: UsageRequest['part']) => loadCells(part, leg, plan, dimensions, source, cache, signal);
  const cells = await read('metric');
  const grouped = groupUsage(
    cells,
    leg,
    plan,
    leg.broadcast ? [] : plan.groupBy.map(({ name }) => name).filter((name) => Object.hasOwn(metric.dimensions, name))
  );
  const total = emptyColumn(1, plan.base.length);
  const needed: GroupedUsage[] = leg.needs.each && plan.groupBy.length > 0 && !leg.broadcast ? [grouped] : [];
  if (leg.needs.total) {
    const whole = groupUsage(leg.totalFrom === 'declared' ? await read('total') : cells, leg, plan, []);
    addRows(whole.column, whole.column.rows > 0 ? [0] : [], total, 0);
    needed.push(whole);
  }
  return {
    each: byGroup(leg, plan, { keys: grouped.keys, column: grouped.column, joinsUnattributed: false }, total),
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

async function loadCells(
  part: UsageRequest['part'],
  leg: PlannedUsageLeg,
  plan: Plan,
  dimensions: ReadonlyMap<string, Dimension>,
  source: UsageSource,
  cache: SharedCache<MetricCells>,
  signal: AbortSignal
): Promise<MetricCells> {
  const request = usageRequest(part, leg, plan);
  const version = await source.version(request, signal);
  const normalisation = plan.dimensions
    .filter(({ name }) => Object.hasOwn(leg.metric.dimensions, name))
    .map(({ name, values }) => [name, values]);
  const key = JSON.stringify([version, request, normalisation, plan.calendar]);
  const metric = part === 'total' ? { ...leg.metric, dimensions: {} } : leg.metric;
  return cache.load(key, signal, async (shared) =>
    cellsOf(await source.fetch(request, shared), metric, dimensions, plan.calendar)
  );
}
