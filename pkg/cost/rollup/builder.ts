import { asUnitEconomicsError } from '../../model/errors.ts';
import { isMalformedJson } from '../../storage/engine-error.ts';
import type { SqlEngine } from '../../storage/engine.ts';
import { literal } from '../../storage/quote.ts';
import { sql } from '../../storage/sql.ts';
import type { FoundFile } from '../../storage/file-access.ts';
import { chargeColumns, chargeRelation } from '../charge-columns.ts';
import type { FileFacts } from '../file-facts.ts';
import type { FileGroup } from '../file-groups.ts';
import { buildStatement, type RollupLayout } from './layout.ts';
import type { PartStore } from './part-store.ts';

/** Where failures of background work go; they never reach a query. */
export interface CostLog {
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
}

export interface BuildFile {
  readonly key: string;
  readonly group: FileGroup;
  readonly file: FoundFile;
  readonly facts: FileFacts;
  readonly checkJson: boolean;
}

/** Every file that the roll-up of a dataset should cover; files of it that fell away are removed. */
export interface BuildJob {
  readonly dataset: string;
  readonly layout: RollupLayout;
  readonly files: readonly BuildFile[];
}

/** So that a process that ends in the middle of thousands of files has not worked in vain. */
const publishEvery = 50;

/** Builds missing parts in the background: one file at a time, never while a scan of the same dataset runs. */
export class RollupBuilder {
  readonly #engine: SqlEngine;
  readonly #store: PartStore;
  readonly #log: CostLog;
  readonly #jobs = new Map<string, BuildJob>();
  readonly #scans = new Map<string, number>();
  readonly #failed = new Set<string>();
  readonly #closing = new AbortController();
  #wake: (() => void)[] = [];
  #work: Promise<void> | undefined;

  constructor(engine: SqlEngine, store: PartStore, log: CostLog) {
    this.#engine = engine;
    this.#store = store;
    this.#log = log;
  }

  /** Runs a scan; builds of the same layout wait until it is over. */
  async duringScan<T>(layoutId: string, scan: () => Promise<T>): Promise<T> {
    this.#scans.set(layoutId, (this.#scans.get(layoutId) ?? 0) + 1);
    try {
      return await scan();
    } finally {
      this.#scans.set(layoutId, (this.#scans.get(layoutId) ?? 1) - 1);
      const woken = this.#wake;
      this.#wake = [];
      woken.forEach((wake) => {
        wake();
      });
    }
  }

  request(job: BuildJob): void {
    if (!this.#closing.signal.aborted) {
      this.#jobs.set(job.layout.id, job);
      this.#work ??= this.#run().finally(() => {
        this.#work = undefined;
      });
    }
  }

  async settled(): Promise<void> {
    while (this.#work) {
      await this.#work;
    }
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#jobs.clear();
    this.#wake.forEach((wake) => {
      wake();
    });
    await this.settled();
  }

  async #run(): Promise<void> {
    for (let job = this.#next(); job; job = this.#next()) {
      try {
        await this.#build(job);
      } catch (error) {
        this.#log.warn({ dataset: job.dataset, error: asUnitEconomicsError(error) }, 'the roll-up could not be kept');
      }
    }
  }

  #next(): BuildJob | undefined {
    const [first] = this.#jobs.values();
    if (first) {
      this.#jobs.delete(first.layout.id);
    }
    return first;
  }

  async #build({ dataset, layout, files }: BuildJob): Promise<void> {
    const began = performance.now();
    const before = await this.#store.parts(layout.id, true);
    const parts = new Map<string, FileFacts>();
    let built = 0;
    for (const wanted of files) {
      const known = before.get(wanted.key);
      if (known) {
        parts.set(wanted.key, known);
      }
    }
    for (const wanted of files) {
      if (parts.has(wanted.key) || this.#failed.has(wanted.key)) {
        continue;
      }
      await this.#idle(layout.id);
      if (this.#closing.signal.aborted) {
        break;
      }
      const facts = await this.#buildPart(dataset, layout, wanted);
      if (facts) {
        parts.set(wanted.key, facts);
        built++;
        if (built % publishEvery === 0) {
          await this.#store.publish(layout.id, new Map([...before, ...parts]));
        }
      }
    }
    if (built > 0 || parts.size < before.size) {
      await this.#store.publish(layout.id, parts);
      this.#log.info({ dataset, built, parts: parts.size, ms: Math.round(performance.now() - began) }, 'roll-up built');
    }
  }

  async #idle(layoutId: string): Promise<void> {
    while ((this.#scans.get(layoutId) ?? 0) > 0 && !this.#closing.signal.aborted) {
      await new Promise<void>((resolve) => {
        this.#wake.push(resolve);
      });
    }
  }

  /** The file's facts with what was learnt on the way; undefined where the part could not be built. */
  async #buildPart(dataset: string, layout: RollupLayout, wanted: BuildFile): Promise<FileFacts | undefined> {
    try {
      const aside = await this.#store.aside(layout.id);
      const checkJson = await this.#copy(layout, wanted, aside);
      const facts = checkJson ? { ...wanted.facts, malformedTags: await this.#malformedTags(wanted) } : wanted.facts;
      await this.#store.adopt(layout.id, aside, wanted.key);
      return facts;
    } catch (error) {
      if (!this.#closing.signal.aborted) {
        this.#failed.add(wanted.key);
        this.#log.warn(
          { dataset, file: wanted.file.label, error: asUnitEconomicsError(error) },
          'a roll-up part could not be built'
        );
      }
      return undefined;
    }
  }

  /** Whether tags had to be tested for being JSON. */
  async #copy(layout: RollupLayout, { group, file, facts, checkJson }: BuildFile, aside: string): Promise<boolean> {
    const copy = async (check: boolean): Promise<boolean> => {
      const { text, values } = buildStatement(layout, group, file.path, check, facts);
      const statement = `COPY (${text}) TO ${literal(aside)} (FORMAT parquet, COMPRESSION zstd)`;
      await this.#engine.run(statement, values, this.#closing.signal);
      return check;
    };
    try {
      return await copy(checkJson);
    } catch (error) {
      if (checkJson || !isMalformedJson(error)) {
        throw error;
      }
      return await copy(true);
    }
  }

  async #malformedTags({ group, file }: BuildFile): Promise<number> {
    const { malformedTags } = chargeColumns(group, true);
    if (!malformedTags) {
      return 0;
    }
    const from = chargeRelation(group, [file.path]);
    const { text, values } = sql`SELECT CAST(count_if(${malformedTags}) AS DOUBLE) FROM ${from}`;
    const result = await this.#engine.run(text, values, this.#closing.signal);
    return result.numbers(0)[0] ?? 0;
  }
}
