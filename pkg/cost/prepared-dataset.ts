import { LRUCache } from 'lru-cache';
import pLimit from 'p-limit';
import { asUnitEconomicsError, UnitEconomicsError } from '../model/errors.ts';
import type { SqlEngine } from '../storage/engine.ts';
import type { FoundFile } from '../storage/file-access.ts';
import type { DatasetRequest } from './cost-source.ts';
import { readFileFacts } from './facts-query.ts';
import type { FileFacts } from './file-facts.ts';
import { fileId, type FileGroup, type FileGrouper, type GroupedFiles } from './file-groups.ts';
import type { FileListing } from './file-listing.ts';
import { formatOf } from './formats.ts';
import { partKeys, type RollupLayout } from './rollup/layout.ts';
import type { PartStore } from './rollup/part-store.ts';
import { requireWhole } from './whole-file.ts';

/** A readable file of a dataset with what is known of it. */
export interface PreparedFile {
  readonly file: FoundFile;
  readonly group: FileGroup;
  readonly facts: FileFacts;
  readonly partKey: string;
  /** Path of its part of the roll-up, where one is valid. */
  readonly part?: string;
}

export interface PreparedDataset {
  readonly layout: RollupLayout;
  readonly grouped: GroupedFiles;
  readonly files: readonly PreparedFile[];
}

const rememberedFiles = 50_000;
/** Files that are read to their end at a time. */
const filesAtOnce = 2;
/** How long parts that another process may be building are not looked for again. */
const refreshMs = 5_000;

/** Brings together what a request needs to know before it reads charges: files, schemas, facts, parts. */
export class DatasetPreparer {
  readonly #engine: SqlEngine;
  readonly #listing: FileListing;
  readonly #grouper: FileGrouper;
  readonly #store: PartStore;
  readonly #now: () => number;
  readonly #facts = new LRUCache<string, FileFacts>({ max: rememberedFiles });
  readonly #refreshed = new Map<string, number>();

  constructor(parts: {
    readonly engine: SqlEngine;
    readonly listing: FileListing;
    readonly grouper: FileGrouper;
    readonly store: PartStore;
    readonly now: () => number;
  }) {
    this.#engine = parts.engine;
    this.#listing = parts.listing;
    this.#grouper = parts.grouper;
    this.#store = parts.store;
    this.#now = parts.now;
  }

  /** @throws UnitEconomicsError when no file of the dataset can be read. */
  async prepare(request: DatasetRequest, layout: RollupLayout, signal: AbortSignal): Promise<PreparedDataset> {
    const { dataset } = request;
    const found = await this.#listing.list(request, signal);
    const listed = await this.#grouper.group(found, formatOf(dataset), signal);
    const keys = new Map(listed.groups.map((group) => [group.id, partKeys(layout, group)]));
    const parts = await this.#parts(layout.id, [...keys.values()].flat());
    const files: PreparedFile[] = [];
    const damaged: string[] = [];
    for (const group of listed.groups) {
      const groupKeys = keys.get(group.id) ?? [];
      const known = group.files.map(
        (file, index) => parts.get(groupKeys[index] ?? '') ?? this.#facts.get(factsId(layout, group, file))
      );
      const unknown = group.files.filter((_, index) => known[index] === undefined);
      const whole = await this.#wholeFiles({ ...group, files: unknown }, damaged, signal);
      const read =
        whole.length > 0
          ? await this.#readFacts({ ...group, files: whole }, layout, damaged, signal)
          : new Map<string, FileFacts>();
      group.files.forEach((file, index) => {
        const facts = known[index] ?? read.get(file.path);
        const partKey = groupKeys[index] ?? '';
        if (facts) {
          files.push({
            file,
            group,
            facts,
            partKey,
            ...(parts.has(partKey) ? { part: this.#store.pathOf(layout.id, partKey) } : {}),
          });
        }
      });
    }
    const grouped = { groups: listed.groups, fileErrors: [...listed.fileErrors, ...damaged] };
    if (files.length === 0) {
      throw new UnitEconomicsError(
        'badData',
        `No file of the dataset ${dataset.name} can be read. ${grouped.fileErrors.slice(0, 3).join(' ')}`
      );
    }
    return { layout, grouped, files };
  }

  async #parts(layoutId: string, keys: readonly string[]): Promise<ReadonlyMap<string, FileFacts>> {
    const parts = await this.#store.parts(layoutId);
    const due = this.#now() - (this.#refreshed.get(layoutId) ?? -Infinity) >= refreshMs;
    if (!due || keys.every((key) => parts.has(key))) {
      return parts;
    }
    this.#refreshed.set(layoutId, this.#now());
    return await this.#store.parts(layoutId, true);
  }

  /** Those that are whole, as far as that can be told. Looked at once, like the facts. */
  async #wholeFiles(group: FileGroup, damaged: string[], signal: AbortSignal): Promise<readonly FoundFile[]> {
    const limit = pLimit(filesAtOnce);
    const look = async (file: FoundFile): Promise<string | undefined> => {
      try {
        await requireWhole(file, group.schema, signal);
        return undefined;
      } catch (error) {
        return this.#faultOf(error);
      }
    };
    const faults = await Promise.all(group.files.map((file) => limit(look, file)));
    return group.files.filter((file, index) => {
      const message = faults[index];
      if (message !== undefined) {
        this.#grouper.markDamaged(file, group.format, message);
        damaged.push(`${file.label}: ${message}`);
      }
      return message === undefined;
    });
  }

  /** What is said of a damaged file. @throws whatever is no fault of the file */
  #faultOf(error: unknown): string {
    const { code, message } = asUnitEconomicsError(error);
    if (code !== 'badData') {
      throw error;
    }
    return message;
  }

  /** All files at once; where that fails one by one, so that a damaged file costs only itself. */
  async #readFacts(
    group: FileGroup,
    layout: RollupLayout,
    damaged: string[],
    signal: AbortSignal
  ): Promise<ReadonlyMap<string, FileFacts>> {
    const facts = await readFileFacts(this.#engine, group, layout.zone, signal).catch((error: unknown) => {
      if (asUnitEconomicsError(error).code !== 'badData') {
        throw error;
      }
      return this.#readEach(group, layout, damaged, signal);
    });
    for (const file of group.files) {
      const found = facts.get(file.path);
      if (found) {
        this.#facts.set(factsId(layout, group, file), found);
      }
    }
    return facts;
  }

  async #readEach(
    group: FileGroup,
    layout: RollupLayout,
    damaged: string[],
    signal: AbortSignal
  ): Promise<Map<string, FileFacts>> {
    const facts = new Map<string, FileFacts>();
    for (const file of group.files) {
      try {
        const read = await readFileFacts(this.#engine, { ...group, files: [file] }, layout.zone, signal);
        read.forEach((found, path) => facts.set(path, found));
      } catch (error) {
        const message = this.#faultOf(error);
        this.#grouper.markDamaged(file, group.format, message);
        damaged.push(`${file.label}: ${message}`);
      }
    }
    return facts;
  }
}

/** Days and amounts depend on what the file's columns are taken for: two datasets may read one file differently. */
function factsId({ zone }: RollupLayout, { format, id: schema }: FileGroup, file: FoundFile): string {
  return [zone, format.id, schema, fileId(file)].join('\n');
}
