import { LRUCache } from 'lru-cache';
import { asUnitEconomicsError, UnitEconomicsError } from '../model/errors.ts';
import type { SqlEngine } from '../storage/engine.ts';
import type { FoundFile } from '../storage/file-access.ts';
import { sql } from '../storage/sql.ts';
import type { ChargeFormat, FileSchema } from './charge-format.ts';
import { readCsvHeader } from './csv-header.ts';
import { relation } from './relation.ts';

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

/** Without these there is no cost by day. */
const required = ['ChargePeriodStart', 'BilledCost'] as const;
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
  markDamaged(file: FoundFile, message: string): void {
    this.#damaged.set(fileId(file), { message, since: this.#now() });
  }

  async #open(file: FoundFile, format: ChargeFormat, signal: AbortSignal): Promise<Opened | string> {
    const damage = this.#damaged.get(fileId(file));
    if (damage && this.#now() - damage.since < retryMs) {
      return damage.message;
    }
    const key = `${format.title}\n${fileId(file)}`;
    const known = this.#schemas.get(key);
    if (known) {
      return known;
    }
    try {
      const schema = await this.#read(file, signal);
      requireColumns(schema, format);
      const opened = { id: JSON.stringify(schema), schema };
      this.#schemas.set(key, opened);
      return opened;
    } catch (error) {
      const { code, message } = asUnitEconomicsError(error);
      if (code === 'cancelled' || code === 'timeout' || code === 'internal') {
        throw error;
      }
      this.markDamaged(file, message);
      return message;
    }
  }

  async #read(file: FoundFile, signal: AbortSignal): Promise<FileSchema> {
    if (!file.path.toLowerCase().endsWith('.parquet')) {
      const { delimiter, names } = await readCsvHeader(file.path);
      return { kind: 'csv', delimiter, columns: names.map((name) => ({ name, type: 'VARCHAR' })) };
    }
    const parquet: FileSchema = { kind: 'parquet', delimiter: '', columns: [] };
    const describe = sql`DESCRIBE SELECT * FROM ${relation(parquet, [file.path])}`;
    const result = await this.#engine.run(describe.text, describe.values, signal);
    const types = result.strings(1);
    return {
      ...parquet,
      columns: result.strings(0).map((name, index) => ({ name: name ?? '', type: types[index] ?? '' })),
    };
  }
}

function requireColumns(schema: FileSchema, format: ChargeFormat): void {
  const charges = format.charges(schema, false);
  const missing = required.filter((name) => charges.column(name) === undefined);
  if (missing.length > 0) {
    throw new UnitEconomicsError(
      'badData',
      `The file has no column ${missing.join(' and no ')}, which ${format.title} needs. Its columns are: ${schema.columns.map(({ name }) => name).join(', ')}.`
    );
  }
}
