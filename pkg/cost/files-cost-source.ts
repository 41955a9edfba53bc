import { isQuantity } from '../model/names.ts';
import type { ConnectionFiles } from '../storage/connection-files.ts';
import type { SqlEngine } from '../storage/engine.ts';
import { join, type Sql } from '../storage/sql.ts';
import { columnsOf, requireDimension, requireDimensions, requireGrain, requireMeasure } from './answerable.ts';
import { changedFiles, stillChanging } from './changed-files.ts';
import { scan } from './charge-scan.ts';
import type { CostAnswer, CostGrain, CostRequest, CostSource, DatasetRequest, DayRange } from './cost-source.ts';
import {
  allFilters,
  costStatement,
  isSpread,
  nestedByGroup,
  unitDimension,
  valuesStatement,
} from './cost-statement.ts';
import { nestedRows } from './cost-rows.ts';
import { datasetFacts, datasetOverview } from './dataset-facts.ts';
import { inspectDataset } from './dataset-inspection.ts';
import { dimensionId } from './dimension-id.ts';
import { FileGrouper } from './file-groups.ts';
import { FileListing, versionOf } from './file-listing.ts';
import { fold, foldValues } from './fold.ts';
import { hourSlots } from './hour-slots.ts';
import { DatasetPreparer, type PreparedDataset, type PreparedFile } from './prepared-dataset.ts';
import { RollupBuilder, type CostLog } from './rollup/builder.ts';
import { rollupLayout, type RollupLayout } from './rollup/layout.ts';
import { PartStore } from './rollup/part-store.ts';
import { daySlots } from './slots.ts';

export interface CostSourceOptions {
  readonly files: ConnectionFiles;
  readonly engine: SqlEngine;
  readonly log: CostLog;
  /** ms since the epoch; default: the clock. */
  readonly now?: () => number;
  /** How long a listing of files is good for; default 3 s. */
  readonly listingMs?: number;
  /** Build the roll-up in the background after a query; default true. The command line does not live long enough. */
  readonly buildRollups?: boolean;
}

export interface FilesCostSource extends CostSource {
  /** Resolves when no roll-up is being built or waits to be. */
  settled(): Promise<void>;
  /** Ends background work. */
  close(): Promise<void>;
}

/** A file that is replaced while it is read is read once more. */
const attempts = 2;
/** Values of one source that are considered for a value list, most expensive first. */
const maxValues = 100_000;

/** Cost datasets in files, in directories and in object stores. */
export function createCostSource(options: CostSourceOptions): FilesCostSource {
  const { engine, log } = options;
  const now = options.now ?? Date.now;
  const listing = new FileListing(options.files, now, options.listingMs ?? 3_000);
  const grouper = new FileGrouper(engine, now);
  const store = new PartStore(engine.cacheDirectory);
  const builder = new RollupBuilder({ engine, store, log, now });
  const preparer = new DatasetPreparer({ engine, listing, grouper, store, now });
  const malformedTags = new Set<string>();
  const scanParts = { engine, grouper, store, malformedTags };

  /** Reads while no roll-up of the dataset is built, and has it built afterwards. */
  async function reading<T>(
    request: DatasetRequest,
    grain: CostGrain,
    signal: AbortSignal,
    read: (prepared: PreparedDataset) => Promise<T>
  ): Promise<T> {
    const layout = rollupLayout(request, grain);
    return await builder.duringScan(layout.id, async () => {
      for (let attempt = 1; ; attempt++) {
        const prepared = await preparer.prepare(request, layout, signal);
        const [outcome] = await Promise.allSettled([read(prepared)]);
        const changed = await changedFiles(prepared.files);
        if (changed.length > 0 && attempt < attempts) {
          listing.forget(request);
          continue;
        }
        if (changed.length > 0) {
          throw stillChanging(changed);
        }
        if (outcome.status === 'rejected') {
          throw outcome.reason;
        }
        if (options.buildRollups ?? true) {
          await requestBuild(request, prepared);
        }
        return outcome.value;
      }
    });
  }

  async function requestBuild({ dataset }: DatasetRequest, { layout, files }: PreparedDataset): Promise<void> {
    const parts = await store.parts(layout.id);
    if (files.some(({ partKey }) => !parts.has(partKey)) || parts.size > files.length) {
      const wanted = files.map(({ file, group, facts, partKey }) => ({
        key: partKey,
        file,
        group,
        facts,
        checkJson: malformedTags.has(group.id),
      }));
      builder.request(
        { dataset: dataset.name, layout, files: wanted },
        wanted.filter(({ key }) => parts.has(key)).length
      );
    }
  }

  async function fetch(request: CostRequest, signal: AbortSignal): Promise<CostAnswer> {
    return await reading(request, request.grain, signal, async (prepared) => {
      const { grouped, files, layout } = prepared;
      const filters = allFilters(request);
      requireGrain(request);
      const columns = columnsOf(grouped);
      requireMeasure(request.dataset, request.measure, columns);
      const asked = [...request.groupBy, ...filters.map(({ dimension }) => dimension)];
      requireDimensions(request, columns);
      const withSpan = isSpread(request) && files.some(({ facts }) => facts.maxSpan > 1);
      const kept = !isQuantity(request.measure) && isKept(layout, [...asked, unitDimension(request.measure)]);
      const outcome = await scan(
        scanParts,
        prepared,
        filesInRange(files, request.days, withSpan),
        kept,
        (sources) => nestedByGroup(request, unionAll(sources.map((one) => costStatement(request, one, withSpan)))),
        signal
      );
      const facts = datasetFacts(
        grouped,
        files.map((file) => file.facts)
      );
      const { grain, days, timezone, groupBy } = request;
      const slots = grain === 'hour' ? hourSlots(days, timezone, isSpread(request)) : daySlots(days);
      return {
        ...fold(
          outcome.results.map((result) => nestedRows(result, groupBy.length)),
          groupBy.length,
          slots
        ),
        facts: { ...facts, fileErrors: [...facts.fileErrors, ...outcome.fileErrors] },
        origin: outcome.origin,
      };
    });
  }

  const version: CostSource['version'] = async (request, signal) =>
    versionOf(await listing.list(request, signal), [request.dataset, request.connection]);

  const values: CostSource['values'] = async (request, signal) =>
    await reading(request, 'day', signal, async (prepared) => {
      requireDimension(request.dataset, request.dimension, columnsOf(prepared.grouped));
      const asked = [request.dimension, ...request.filters.map(({ dimension }) => dimension)];
      const outcome = await scan(
        scanParts,
        prepared,
        filesInRange(prepared.files, request.days, false),
        isKept(prepared.layout, asked),
        (sources) => unionAll(sources.map((one) => valuesStatement(request, one, maxValues))),
        signal
      );
      return foldValues(outcome.results).slice(0, request.limit);
    });

  const facts: CostSource['facts'] = async (request, signal) =>
    await reading(request, 'day', signal, ({ grouped, files }) =>
      Promise.resolve(
        datasetOverview(
          grouped,
          files.map((file) => file.facts)
        )
      )
    );

  const inspect: CostSource['inspect'] = async (request, signal) =>
    await reading(request, 'day', signal, async (prepared) => await inspectDataset(engine, prepared, request, signal));

  return {
    fetch,
    version,
    values,
    facts,
    inspect,
    progress: (request) => {
      const grains: readonly CostGrain[] = request.dataset.rollup.grain === 'hour' ? ['day', 'hour'] : ['day'];
      return grains.map((grain) => builder.progress(rollupLayout(request, grain).id)).find(Boolean);
    },
    settled: async () => {
      await builder.settled();
    },
    close: async () => {
      await builder.close();
    },
  };
}

function unionAll(statements: readonly Sql[]): Sql {
  return join(statements, '\nUNION ALL\n');
}

function isKept(layout: RollupLayout, dimensions: readonly Parameters<typeof dimensionId>[0][]): boolean {
  return dimensions.every((dimension) => layout.positions.has(dimensionId(dimension)));
}

/** A file's days are known: months that were not asked for are not opened. */
function filesInRange(
  files: readonly PreparedFile[],
  { from, to }: DayRange,
  withSpan: boolean
): readonly PreparedFile[] {
  return files.filter(({ facts: { firstDay, lastDay, maxSpan } }) => {
    const last = (lastDay ?? -Infinity) + (withSpan ? maxSpan - 1 : 0);
    return firstDay !== undefined && firstDay < to && last >= from;
  });
}
