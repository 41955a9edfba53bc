import { createHash } from 'node:crypto';
import type { TableState } from '../../usage/bigquery/jobs.ts';
import { createOutbound, type Outbound } from '../../usage/remote/outbound.ts';
import { columnNames, requireDimension, requireDimensions, requireGrain, requireMeasure } from '../answerable.ts';
import { flatRows, type CostRows } from '../cost-rows.ts';
import type { CostAnswer, CostRequest, CostSource, DatasetFacts, DatasetRequest } from '../cost-source.ts';
import { costStatement, isSpread, valuesStatement } from '../cost-statement.ts';
import { joinedFacts } from '../dataset-facts.ts';
import { addFacts, factsStatement } from '../facts-query.ts';
import { emptyFile, type FileFacts } from '../file-facts.ts';
import { fold, foldValues } from '../fold.ts';
import { hourSlots } from '../hour-slots.ts';
import { daySlots } from '../slots.ts';
import type { Source } from './asker.ts';
import { inspectTable } from './inspect-table.ts';
import { everyDay } from './partition.ts';
import { BigQuerySession } from './session.ts';
import { SharedAnswers } from './shared-answers.ts';
import { readableTable, type ReadableTable } from './table-reader.ts';

/** ms for which a table's state is not asked again: a dashboard's panels ask all at once. */
const stateMs = 30_000;
/** ms after which a view is taken for changed: it does not tell when the tables below it change. */
const viewMs = 15 * 60_000;
const rememberedTables = 1_000;

interface Options {
  /** ms since the epoch. */
  readonly now: () => number;
  readonly outbound?: Outbound;
  /** Between attempts, in ms; tests wait less. */
  readonly waits?: readonly number[];
}

interface Opened {
  readonly session: BigQuerySession;
  readonly table: ReadableTable;
  readonly facts: FileFacts;
}

/** Cost datasets in tables of BigQuery: added up there by the same statements as files are, so that only sums come back. */
export class BigQueryCosts implements CostSource {
  readonly #now: () => number;
  readonly #outbound: Outbound;
  readonly #waits: readonly number[] | undefined;
  readonly #states: SharedAnswers<TableState>;
  readonly #facts: SharedAnswers<FileFacts>;

  constructor({ now, outbound, waits }: Options) {
    this.#now = now;
    this.#outbound = outbound ?? createOutbound();
    this.#waits = waits;
    this.#states = new SharedAnswers(rememberedTables, now, stateMs);
    this.#facts = new SharedAnswers(rememberedTables, now, Infinity);
  }

  /** BigQuery keeps no roll-up here. */
  progress(): undefined {
    return undefined;
  }

  async version(source: Source, signal: AbortSignal): Promise<string> {
    const { type, version } = await this.#state(source, signal);
    const age = type === 'TABLE' ? '' : Math.floor(this.#now() / viewMs);
    const { dataset, connection, secrets } = source;
    return createHash('sha256')
      .update(JSON.stringify([dataset, connection, secrets, version, age]))
      .digest('hex')
      .slice(0, 32);
  }

  async fetch(request: CostRequest, signal: AbortSignal): Promise<CostAnswer> {
    requireGrain(request);
    const { session, table, facts } = await this.#open(request, signal, ({ charges }) => {
      requireMeasure(request.dataset, request.measure, [charges]);
      requireDimensions(request, [charges]);
    });
    const { days, grain, timezone, groupBy } = request;
    const { firstDay = Infinity, lastDay = -Infinity, maxSpan } = facts;
    const withSpan = isSpread(request) && maxSpan > 1;
    const from = withSpan ? days.from - (maxSpan - 1) : days.from;
    const slots = grain === 'hour' ? hourSlots(days, timezone, isSpread(request)) : daySlots(days);
    const found: CostRows[] = [];
    if (firstDay < days.to && lastDay >= from) {
      const { text, values } = costStatement(request, table.rows({ from, to: days.to }, facts), withSpan);
      found.push(flatRows(await session.run(text, values, signal), slots.columns, groupBy.length));
    }
    return { ...fold(found, groupBy.length, slots), facts: datasetFactsOf(facts), origin: 'scan' };
  }

  async values(request: Parameters<CostSource['values']>[0], signal: AbortSignal): Promise<readonly string[]> {
    const { dataset, dimension, days, limit } = request;
    const { session, table, facts } = await this.#open(request, signal, ({ charges }) => {
      requireDimension(dataset, dimension, [charges]);
    });
    const { text, values } = valuesStatement(request, table.rows(days, facts), limit);
    return foldValues([await session.run(text, values, signal)]);
  }

  async facts(request: DatasetRequest, signal: AbortSignal): ReturnType<CostSource['facts']> {
    const { table, facts } = await this.#open(request, signal);
    return {
      ...datasetFactsOf(facts),
      columns: columnNames([table.charges]),
      ...(facts.lastDay === undefined ? {} : { lastDay: facts.lastDay }),
      formats: `BigQuery, ${table.format.title}`,
    };
  }

  async inspect(request: DatasetRequest, signal: AbortSignal): ReturnType<CostSource['inspect']> {
    const { session, table, facts } = await this.#open(request, signal);
    return inspectTable(session, table, request, facts, signal);
  }

  /** @param check Refuses a request before it costs anything. */
  async #open(
    request: Source & Pick<DatasetRequest, 'timezone'>,
    signal: AbortSignal,
    check: (table: ReadableTable) => void = () => undefined
  ): Promise<Opened> {
    const session = this.#session(request);
    const table = readableTable(request, await this.#state(request, signal));
    check(table);
    const key = `${await this.version(request, signal)} ${request.timezone}`;
    const facts = await this.#facts.get(key, signal, (shared) => readFacts(session, table, request.timezone, shared));
    return { session, table, facts };
  }

  #state(source: Source, signal: AbortSignal): Promise<TableState> {
    const { dataset, connection, secrets } = source;
    const key = JSON.stringify([connection, secrets, dataset.table]);
    return this.#states.get(key, signal, (shared) => this.#session(source).table(shared));
  }

  #session(source: Source): BigQuerySession {
    return new BigQuerySession(source, this.#outbound, this.#waits);
  }
}

/** One pass over the columns of time and provider; only after a change of the table. */
async function readFacts(
  session: BigQuerySession,
  table: ReadableTable,
  zone: string,
  signal: AbortSignal
): Promise<FileFacts> {
  const { text, values } = factsStatement(table.rows(everyDay), 0, zone);
  const facts = new Map<string, FileFacts>();
  addFacts(facts, [table.place], await session.run(text, values, signal), zone);
  return facts.get(table.place) ?? emptyFile;
}

function datasetFactsOf(facts: FileFacts): DatasetFacts {
  return { ...joinedFacts([facts]), files: 0, fileErrors: [] };
}
