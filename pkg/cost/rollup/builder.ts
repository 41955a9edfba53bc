import { asUnitEconomicsError } from '../../model/errors.ts';
import type { SqlEngine } from '../../storage/engine.ts';
import { literal } from '../../storage/quote.ts';
import type { FoundFile } from '../../storage/file-access.ts';
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
      if (await this.#buildPart(dataset, layout, wanted)) {
        parts.set(wanted.key, wanted.facts);
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

  async #buildPart(dataset: string, layout: RollupLayout, wanted: BuildFile): Promise<boolean> {
    try {
      const aside = await this.#store.aside(layout.id);
      const { text, values } = buildStatement(layout, wanted.group, wanted.file.path, wanted.checkJson, wanted.facts);
      const copy = `COPY (${text}) TO ${literal(aside)} (FORMAT parquet, COMPRESSION zstd)`;
      await this.#engine.run(copy, values, this.#closing.signal);
      await this.#store.adopt(layout.id, aside, wanted.key);
      return true;
    } catch (error) {
      if (!this.#closing.signal.aborted) {
        this.#failed.add(wanted.key);
        this.#log.warn(
          { dataset, file: wanted.file.label, error: asUnitEconomicsError(error) },
          'a roll-up part could not be built'
        );
      }
      return false;
    }
  }
}
