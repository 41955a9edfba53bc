import { asUnitEconomicsError } from '../../model/errors.ts';
import type { SqlEngine } from '../../storage/engine.ts';
import type { FileFacts } from '../file-facts.ts';
import { buildPart, type BuildFile } from './build-part.ts';
import type { RollupLayout } from './layout.ts';
import type { PartStore } from './part-store.ts';
import type { RollupProgress } from './progress.ts';

/** Where failures of background work go; they never reach a query. */
export interface CostLog {
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
}

/** Every file that the roll-up of a dataset should cover; files of it that fell away are removed. */
export interface BuildJob {
  readonly dataset: string;
  readonly layout: RollupLayout;
  readonly files: readonly BuildFile[];
}

/** So that a process that ends in the middle has not worked in vain, and others see its parts. ms. */
const publishMs = 1_000;
/** After which a part that failed is tried again: a full disk has room again some day. ms. */
const retryMs = 5 * 60_000;

interface Options {
  readonly engine: SqlEngine;
  readonly store: PartStore;
  readonly log: CostLog;
  /** ms since the epoch. */
  readonly now: () => number;
}

/** Builds missing parts in the background: one file at a time, never while a scan of the same dataset runs. */
export class RollupBuilder {
  readonly #options: Options;
  readonly #jobs = new Map<string, BuildJob>();
  readonly #scans = new Map<string, number>();
  readonly #progress = new Map<string, RollupProgress>();
  /** When a part failed, by its key. */
  readonly #failed = new Map<string, number>();
  readonly #closing = new AbortController();
  #wake: (() => void)[] = [];
  #work: Promise<void> | undefined;

  constructor(options: Options) {
    this.#options = options;
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

  /** Has the parts built that are missing. @param present How many of the job's files have their part already. */
  request(job: BuildJob, present: number): void {
    if (this.#closing.signal.aborted || job.files.every(({ key }) => this.#isResting(key))) {
      return;
    }
    this.#jobs.set(job.layout.id, job);
    this.#tell(job, { built: present, running: true });
    this.#work ??= this.#run().finally(() => {
      this.#work = undefined;
    });
  }

  progress(layoutId: string): RollupProgress | undefined {
    return this.#progress.get(layoutId);
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
      } catch (thrown) {
        const error = asUnitEconomicsError(thrown);
        this.#tell(job, { running: false, failure: error.message });
        this.#options.log.warn({ dataset: job.dataset, error }, 'the roll-up could not be kept');
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

  async #build(job: BuildJob): Promise<void> {
    const { store, log } = this.#options;
    const { dataset, layout, files } = job;
    const began = performance.now();
    const before = await store.parts(layout.id, true);
    const parts = new Map<string, FileFacts>();
    for (const { key } of files) {
      const known = before.get(key);
      if (known) {
        parts.set(key, known);
      }
    }
    let built = 0;
    let published = began;
    for (const wanted of files.filter(({ key }) => !parts.has(key) && !this.#isResting(key))) {
      await this.#idle(layout.id);
      if (this.#closing.signal.aborted) {
        break;
      }
      const facts = await this.#buildPart(job, wanted);
      if (facts) {
        parts.set(wanted.key, facts);
        built++;
        this.#tell(job, { built: parts.size, running: true });
        if (performance.now() - published > publishMs) {
          await store.publish(layout.id, new Map([...before, ...parts]));
          published = performance.now();
        }
      }
    }
    if (built > 0 || parts.size < before.size) {
      await store.publish(layout.id, parts);
      log.info({ dataset, built, parts: parts.size, ms: Math.round(performance.now() - began) }, 'roll-up built');
    }
    if (parts.size === files.length) {
      this.#progress.delete(layout.id);
    } else {
      this.#tell(job, { built: parts.size, running: false });
    }
  }

  async #idle(layoutId: string): Promise<void> {
    while ((this.#scans.get(layoutId) ?? 0) > 0 && !this.#closing.signal.aborted) {
      await new Promise<void>((resolve) => {
        this.#wake.push(resolve);
      });
    }
  }

  /** Undefined where the part could not be built. */
  async #buildPart(job: BuildJob, wanted: BuildFile): Promise<FileFacts | undefined> {
    const { engine, store, log, now } = this.#options;
    const { dataset, layout } = job;
    try {
      const aside = await store.aside(layout.id);
      const facts = await buildPart(engine, layout, wanted, aside, this.#closing.signal);
      await store.adopt(layout.id, aside, wanted.key);
      this.#failed.delete(wanted.key);
      return facts;
    } catch (thrown) {
      if (!this.#closing.signal.aborted) {
        const error = asUnitEconomicsError(thrown);
        this.#failed.set(wanted.key, now());
        this.#tell(job, { failure: `${wanted.file.label}: ${error.message}` });
        log.warn({ dataset, file: wanted.file.label, error }, 'a roll-up part could not be built');
      }
      return undefined;
    }
  }

  /** Whether a part failed so lately that it is not tried again yet. */
  #isResting(key: string): boolean {
    const failed = this.#failed.get(key);
    return failed !== undefined && this.#options.now() - failed < retryMs;
  }

  #tell({ layout, files }: BuildJob, news: Partial<RollupProgress>): void {
    const known = this.#progress.get(layout.id) ?? { built: 0, running: true };
    this.#progress.set(layout.id, { ...known, of: files.length, ...news });
  }
}
