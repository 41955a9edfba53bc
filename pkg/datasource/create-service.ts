import { makeCostSource } from '../cost/registry.ts';
import type { CostLog } from '../cost/rollup/builder.ts';
import type { CostAnswer } from '../cost/cost-source.ts';
import { asUnitEconomicsError } from '../model/errors.ts';
import { SharedCache, type CacheOutcome } from '../query/cache.ts';
import type { MetricCells } from '../query/metric-cells.ts';
import { createDuckDbEngine } from '../storage/duckdb-engine.ts';
import { openCacheDirectory } from '../storage/cache-directory.ts';
import { createConnectionFiles } from '../storage/connection-files.ts';
import { fingerprintIn } from '../storage/fingerprint.ts';
import { createFileAccess } from '../storage/local-files.ts';
import { makeUsageSource } from '../usage/registry.ts';
import { defaultLimits, QueryRunner } from './run-queries.ts';
import type { ReportingService } from './service.ts';
import { SettingsLoader } from './settings-loader.ts';
import { UnitEconomicsService, type ServiceParts } from './unit-economics-service.ts';

export interface ServiceOptions {
  /** Directories that may be read, absolute. */
  readonly allowed: readonly string[];
  /** Where roll-ups and temporary files go; default: a folder of the system's temporary directory. */
  readonly cachePath?: string;
  /** Whether roll-ups are built after queries; a command line ends too soon. */
  readonly buildRollups: boolean;
  readonly log: CostLog;
  /** Told of every use of a cache, for metrics. */
  readonly observeCache?: (cache: 'cost' | 'usage' | 'result', outcome: CacheOutcome) => void;
  readonly now: () => number;
}

/** Bounds of what is kept in memory, in numbers of 8 bytes: together some 100 MB. */
const costCacheNumbers = 6_000_000;
const usageCacheNumbers = 6_000_000;

/**
 * The whole back end, made when it is first asked: starting costs nothing, and a cache directory that cannot be used is an
 * answer to the query, not a plugin that does not start. After such a failure the next request tries again.
 */
export function createService(options: ServiceOptions): ReportingService {
  let made: Promise<UnitEconomicsService> | undefined;
  const service = (): Promise<UnitEconomicsService> => {
    made ??= assemble(options).then(
      (parts) => new UnitEconomicsService(parts),
      (failure: unknown) => {
        made = undefined;
        throw asUnitEconomicsError(failure);
      }
    );
    return made;
  };
  return {
    queryData: async (context, queries, signal) => (await service()).queryData(context, queries, signal),
    checkHealth: async (context, signal) => {
      try {
        return await (await service()).checkHealth(context, signal);
      } catch (thrown) {
        const { message } = asUnitEconomicsError(thrown);
        return { ok: false, message, details: { message } };
      }
    },
    callResource: async (context, request, signal) => (await service()).callResource(context, request, signal),
    report: async (context, request, signal) => (await service()).report(context, request, signal),
    close: async () => {
      await made?.then((running) => running.close(), () => undefined); // prettier-ignore
    },
  };
}

async function assemble(options: ServiceOptions): Promise<ServiceParts> {
  const { allowed, cachePath, buildRollups, log, now } = options;
  const observe = (cache: 'cost' | 'usage' | 'result') => (outcome: CacheOutcome) =>
    options.observeCache?.(cache, outcome);
  const local = await createFileAccess(allowed);
  const cacheDirectory = await openCacheDirectory(cachePath);
  const engine = createDuckDbEngine({ allowed: local.allowed, cacheDirectory });
  const closing = new AbortController();
  const files = createConnectionFiles({ files: local, cacheDirectory, now, closing: closing.signal });
  const cost = makeCostSource({ files, engine, log, now, buildRollups });
  const sources = {
    cost,
    usage: makeUsageSource({ files, engine, cacheDirectory, now, closing: closing.signal }),
    costCache: new SharedCache<CostAnswer>(
      costCacheNumbers,
      (answer) => answer.amounts.length * 3 + 100,
      observe('cost')
    ),
    usageCache: new SharedCache<MetricCells>(
      usageCacheNumbers,
      (cells) => cells.column.values.length * 1.7 + 100,
      observe('usage')
    ),
  };
  return {
    settings: new SettingsLoader(local, await fingerprintIn(cacheDirectory)),
    runner: new QueryRunner(sources, now, defaultLimits, observe('result')),
    sources,
    now,
    close: async () => {
      closing.abort();
      await cost.close();
      await engine.close();
    },
  };
}
