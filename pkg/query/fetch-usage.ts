import { emptyColumn } from '../model/column.ts';
import { keyText } from '../model/group-key.ts';
import { addRows } from '../series/groups.ts';
import type { UsageRequest } from '../usage/usage-source.ts';
import { byGroup } from './by-group.ts';
import { closedAt } from './closed-at.ts';
import type { LegSeries } from './leg-series.ts';
import { loadCells, type CellSources } from './load-cells.ts';
import { distinctNotices } from './notices.ts';
import type { Plan, PlannedUsageLeg } from './plan.ts';
import { usageRequest } from './usage-request.ts';
import { groupUsage, type GroupedUsage } from './usage-series.ts';

/** A usage leg: its rows read once, grouped as the query asks, its total added up or read as the source counted it. */
export async function fetchUsage(
  leg: PlannedUsageLeg,
  plan: Plan,
  sources: CellSources,
  signal: AbortSignal
): Promise<LegSeries> {
  const { metric } = leg;
  const read = (part: UsageRequest['part']) => loadCells(requestOf(leg, part, plan), plan.dimensions, sources, signal);
  const cells = await read('metric');
  const isGrouped = leg.needs.each && leg.groupBy.length > 0 && !leg.broadcast;
  const groupBy = leg.groupBy.map(({ name }) => name);
  const grouped = isGrouped ? groupUsage(cells, leg, plan, groupBy) : undefined;
  const total = emptyColumn(1, plan.base.length);
  const needed: GroupedUsage[] = grouped === undefined ? [] : [grouped];
  let whole: GroupedUsage | undefined;
  if (leg.needs.total) {
    whole = groupUsage(leg.totalFrom === 'declared' ? await read('total') : cells, leg, plan, []);
    addRows(whole.column, whole.column.rows > 0 ? [0] : [], total, 0);
    needed.push(whole);
  }
  const completeThrough = Math.min(...needed.map((part) => part.completeThrough));
  return {
    each: byGroup(
      leg,
      leg.groupBy.length,
      {
        keys: grouped?.keys ?? [],
        column: grouped?.column ?? emptyColumn(0, plan.base.length),
        joinsUnattributed: false,
      },
      total
    ),
    total,
    begins: {
      total: Math.min(...(whole?.begins ?? [Infinity])),
      byKey: new Map(grouped?.keys.map((key, row) => [keyText(key), grouped.begins[row] ?? Infinity])),
    },
    ends: closedAt(metric, plan),
    rule: metric.aggregate.time,
    ...(plan.query.result === 'legs' && { counts: countsOf(leg, plan, grouped, whole) }),
    foldable: metric.aggregate.groups === 'sum',
    completeThrough,
    freshness: [
      {
        source: `${leg.isBudget ? 'budget' : 'metric'} ${metric.name}`,
        ...newestOf(needed),
        completeThrough,
        ...(!plan.isScoped && { rows: cells.rows, badRows: cells.badRows }),
      },
    ],
    rows: cells.rows,
    badRows: cells.badRows,
    notices: distinctNotices([
      ...needed.flatMap((part) => part.notices),
      ...usageRequests(leg, plan).flatMap((request) => sources.usage.notices(request)),
    ]),
  };
}

function newestOf(parts: readonly GroupedUsage[]): { readonly newestEnd?: number } {
  const ends = parts.map(({ newestEnd }) => newestEnd).filter((end) => end !== undefined);
  return ends.length === 0 ? {} : { newestEnd: Math.min(...ends) };
}

function countsOf(
  leg: PlannedUsageLeg,
  plan: Plan,
  grouped: GroupedUsage | undefined,
  whole: GroupedUsage | undefined
): NonNullable<LegSeries['counts']> {
  const nothing = emptyColumn(0, plan.base.length);
  const keyed = { keys: grouped?.keys ?? [], column: grouped?.counts ?? nothing, joinsUnattributed: false };
  const total = whole?.counts?.rows === 1 ? whole.counts : emptyColumn(1, plan.base.length);
  return { each: byGroup(leg, leg.groupBy.length, keyed, total), total };
}

function requestOf(
  { metric, connection, secrets }: PlannedUsageLeg,
  part: UsageRequest['part'],
  { days, calendar }: Plan
): UsageRequest {
  return usageRequest({ metric, connection, secrets }, calendar, part, days);
}

/** The metric, and its declared total where the leg needs it. */
export function usageRequests(leg: PlannedUsageLeg, plan: Plan): readonly UsageRequest[] {
  const metric = requestOf(leg, 'metric', plan);
  return leg.totalFrom === 'declared' ? [metric, requestOf(leg, 'total', plan)] : [metric];
}
