import * as z from 'zod';
import { UnitEconomicsError } from '../model/errors.ts';
import type { Settings } from '../model/settings.ts';
import { datasetSource } from '../query/dataset-source.ts';
import { SharedCache } from '../query/cache.ts';
import { calendarOf } from '../query/make-plan.ts';
import type { Sources } from '../query/run-query.ts';
import { metricSource, overviewRequest } from '../query/usage-request.ts';
import { dayText } from '../series/civil.ts';
import { dayOfInstant } from '../series/zone.ts';

/** First and last day with data, YYYY-MM-DD; both absent where there is none. */
export interface Extent {
  readonly from?: string;
  readonly to?: string;
}

/** Entries that one request may ask for: a query has at most 50 legs. */
const maxEntries = 50;
const extentsQuery = z.array(z.string().regex(/^(costs|metrics)\.[a-z][a-z0-9_]*$/)).max(maxEntries);

/** Which days entries have data for, so that an editor can say how far they go. Read once for each state of the files. */
export class Extents {
  private readonly sources: Sources;
  private readonly known = new SharedCache<Extent>(2000, () => 1);

  private readonly now: () => number;

  constructor(sources: Sources, now: () => number) {
    this.sources = sources;
    this.now = now;
  }

  /** By `costs.NAME` and `metrics.NAME`; an entry that is unknown or cannot be read is left out. */
  async resource(
    query: URLSearchParams,
    settings: Settings,
    signal: AbortSignal
  ): Promise<Readonly<Record<string, Extent>>> {
    const asked = extentsQuery.safeParse(query.get('entries')?.split(','));
    if (!asked.success) {
      throw new UnitEconomicsError(
        'badQuery',
        `Ask for extents?entries=costs.NAME,metrics.NAME, at most ${maxEntries} entries.`
      );
    }
    const found = await Promise.allSettled(
      asked.data.map(async (entry) => [entry, await this.extent(entry, settings, signal)] as const)
    );
    return Object.fromEntries(
      found.flatMap((result) =>
        result.status === 'fulfilled' && result.value[1] !== undefined ? [[result.value[0], result.value[1]]] : []
      )
    );
  }

  private async extent(entry: string, settings: Settings, signal: AbortSignal): Promise<Extent | undefined> {
    const [list, name = ''] = entry.split('.');
    return list === 'costs' ? this.ofCost(name, settings, signal) : this.ofMetric(name, settings, signal);
  }

  private async ofCost(name: string, settings: Settings, signal: AbortSignal): Promise<Extent | undefined> {
    const { catalog, timezone } = settings;
    const dataset = catalog.costs.get(name);
    const source = dataset && datasetSource(dataset, settings);
    if (source === undefined) {
      return undefined;
    }
    const { cost } = this.sources;
    const request = { ...source, timezone, dimensions: [...catalog.dimensions.values()] };
    const version = await cost.version(request, signal);
    return this.known.load(JSON.stringify([version, request]), signal, async (shared) => {
      const { firstDay, lastDay } = await cost.facts(request, shared);
      return extentOf(firstDay, lastDay);
    });
  }

  private async ofMetric(name: string, settings: Settings, signal: AbortSignal): Promise<Extent | undefined> {
    const { catalog, timezone } = settings;
    const metric = catalog.metrics.get(name);
    const source = metric && metricSource(metric, settings);
    if (metric === undefined || source === undefined) {
      return undefined;
    }
    const { usage } = this.sources;
    const today = dayOfInstant(this.now(), timezone);
    const request = overviewRequest(source, calendarOf(settings), usage, today);
    const version = await usage.version(request, signal);
    return this.known.load(JSON.stringify([version, request]), signal, async (shared) => {
      const { times } = await usage.fetch(request, shared);
      const day = (time: number | undefined) =>
        time === undefined || metric.nativeGrain !== 'hour' ? time : dayOfInstant(time, timezone);
      const sorted = times.toSorted();
      return extentOf(day(sorted[0]), day(sorted.at(-1)));
    });
  }
}

function extentOf(from: number | undefined, to: number | undefined): Extent {
  return from === undefined || to === undefined ? {} : { from: dayText(from), to: dayText(to) };
}
