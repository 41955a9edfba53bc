import { LRUCache } from 'lru-cache';
import { asUnitEconomicsError } from '../model/errors.ts';
import type { SqlEngine } from '../storage/engine.ts';
import type { FoundFile } from '../storage/file-access.ts';
import type { ChargeFormat, FileSchema } from './charge-format.ts';
import { readSchema } from './file-schema.ts';

/** Files of one schema: one SQL expression reads them all. */
export interface FileGroup {
  readonly id: string;
  readonly format: ChargeFormat;
  readonly schema: FileSchema;
  readonly files: readonly FoundFile[];
}

export interface GroupedFiles {
  readonly groups: readonly FileGroup[];
  /** One message for each file that is left out, naming it. */
  readonly fileErrors: readonly string[];
}

interface Opened {
  /** Equal for equal schemas. */
  readonly id: string;
  readonly schema: FileSchema;
}

/** A file as it was when it was listed. */
export function fileId(file: FoundFile): string {
  return `${file.path}\n${file.size}\n${file.modifiedMs}`;
}

/** What a file is taken for decides whether it can be read. */
function readingId(file: FoundFile, format: ChargeFormat): string {
  return `${format.id}\n${fileId(file)}`;
}

const rememberedFiles = 50_000;
/** A file that failed is tried again after this: the disk may have been at fault. */
const retryMs = 300_000;

/** Finds out how each file is built, once, and keeps the ones that cannot be read apart. */
export class FileGrouper {
  readonly #engine: SqlEngine;
  readonly #now: () => number;
  readonly #schemas = new LRUCache<string, Opened>({ max: rememberedFiles });
  readonly #damaged = new LRUCache<string, { readonly message: string; readonly since: number }>({
    max: rememberedFiles,
  });

  constructor(engine: SqlEngine, now: () => number) {
    this.#engine = engine;
    this.#now = now;
  }

  async group(files: readonly FoundFile[], format: ChargeFormat, signal: AbortSignal): Promise<GroupedFiles> {
    const groups = new Map<string, { schema: FileSchema; files: FoundFile[] }>();
    const fileErrors: string[] = [];
    const outcomes = await Promise.all(files.map((file) => this.#open(file, format, signal)));
    files.forEach((file, index) => {
      const outcome = outcomes[index];
      if (outcome === undefined || typeof outcome === 'string') {
        fileErrors.push(`${file.label}: ${outcome ?? ''}`);
        return;
      }
      const group = groups.get(outcome.id) ?? { schema: outcome.schema, files: [] };
      group.files.push(file);
      groups.set(outcome.id, group);
    });
    return { groups: [...groups].map(([id, group]) => ({ id, format, ...group })), fileErrors };
  }

  /** Leaves a file out from now on: a statement over it failed. */
  markDamaged(file: FoundFile, format: ChargeFormat, message: string): void {
    this.#damaged.set(readingId(file, format), { message, since: this.#now() });
  }

  async #open(file: FoundFile, format: ChargeFormat, signal: AbortSignal): Promise<Opened | string> {
    const key = readingId(file, format);
    const damage = this.#damaged.get(key);
    if (damage && this.#now() - damage.since < retryMs) {
      return damage.message;
    }
    const known = this.#schemas.get(key);
    if (known) {
      return known;
    }
    try {
      const schema = await readSchema(this.#engine, file, format, signal);
      const opened = { id: JSON.stringify(schema), schema };
      this.#schemas.set(key, opened);
      return opened;
    } catch (error) {
      const { code, message } = asUnitEconomicsError(error);
      if (code === 'cancelled' || code === 'timeout' || code === 'internal') {
        throw error;
      }
      this.markDamaged(file, format, message);
      return message;
    }
  }
}
