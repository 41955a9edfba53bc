import { createHash } from 'node:crypto';
import type { ChargesConnection } from '../model/connections/connection.ts';
import type { CostDataset } from '../model/cost-dataset.ts';
import type { FileAccess, FoundFile } from '../storage/file-access.ts';
import { fileId } from './file-groups.ts';
import { chargeFormats } from './formats.ts';

interface Listed {
  readonly at: number;
  readonly files: Promise<readonly FoundFile[]>;
}

/** The files of a dataset, listed at most once in `keepMs`: a dashboard's panels ask all at once. */
export class FileListing {
  readonly #access: FileAccess;
  readonly #now: () => number;
  readonly #keepMs: number;
  readonly #listed = new Map<string, Listed>();

  constructor(access: FileAccess, now: () => number, keepMs: number) {
    this.#access = access;
    this.#now = now;
    this.#keepMs = keepMs;
  }

  /** The same array as long as it is kept. */
  list(dataset: CostDataset, connection: ChargesConnection): Promise<readonly FoundFile[]> {
    const key = JSON.stringify([connection.path, dataset.location, dataset.format]);
    const known = this.#listed.get(key);
    if (known && this.#now() - known.at < this.#keepMs) {
      return known.files;
    }
    const files = this.#access.list(connection.path, dataset.location, chargeFormats[dataset.format].extensions);
    const listed = { at: this.#now(), files };
    this.#listed.set(key, listed);
    files.catch(() => {
      if (this.#listed.get(key) === listed) {
        this.#listed.delete(key);
      }
    });
    return files;
  }
}

export function versionOf(files: readonly FoundFile[], entry: unknown): string {
  const hash = createHash('sha256').update(JSON.stringify(entry));
  files.forEach((file) => hash.update(fileId(file)).update('\0'));
  return hash.digest('hex').slice(0, 32);
}
