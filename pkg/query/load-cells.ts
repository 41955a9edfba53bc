import type { Dimension } from '../model/dimension.ts';
import type { UsageRequest, UsageSource } from '../usage/usage-source.ts';
import type { SharedCache } from './cache.ts';
import { cellsOf, type MetricCells } from './metric-cells.ts';

export interface CellSources {
  readonly usage: UsageSource;
  readonly usageCache: SharedCache<MetricCells>;
}

/** A metric's cells, read once for each state of its source by whoever asks first: queries, value lists and checks. */
export async function loadCells(
  request: UsageRequest,
  dimensions: readonly Dimension[],
  { usage, usageCache }: CellSources,
  signal: AbortSignal
): Promise<MetricCells> {
  const { metric, part, calendar } = request;
  const own = dimensions.filter(({ name }) => Object.hasOwn(metric.dimensions, name));
  const version = await usage.version(request, signal);
  const key = JSON.stringify([version, request, own.map(({ name, values, rest }) => [name, values, rest])]);
  const counted = part === 'total' ? { ...metric, dimensions: {} } : metric;
  const byName = new Map(own.map((dimension) => [dimension.name, dimension]));
  return usageCache.load(key, signal, async (shared) =>
    cellsOf(await usage.fetch(request, shared), counted, byName, calendar)
  );
}
