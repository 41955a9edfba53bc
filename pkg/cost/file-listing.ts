import { createHash } from 'node:crypto';
import type { CostDataset } from '../model/cost-dataset.ts';
import { asUnitEconomicsError, UnitEconomicsError } from '../model/errors.ts';
import type { ConnectionFiles } from '../storage/connection-files.ts';
import type { FoundFile } from '../storage/file-access.ts';
import { SharedLoad } from '../storage/shared-load.ts';
import type { DatasetRequest } from './cost-source.ts';
import { fileId } from './file-groups.ts';
import { filePlace } from './file-place.ts';
import { formatOf } from './formats.ts';

interface Listed {
  readonly at: number;
  readonly files: SharedLoad<readonly FoundFile[]>;
}

/** The files of a dataset, listed at most once in `keepMs`: a dashboard's panels ask all at once. */
export class FileListing {
  readonly #files: ConnectionFiles;
  readonly #now: () => number;
  readonly #keepMs: number;
  readonly #listed = new Map<string, Listed>();

  constructor(files: ConnectionFiles, now: () => number, keepMs: number) {
    this.#files = files;
    this.#now = now;
    this.#keepMs = keepMs;
  }

  /** The same array as long as it is kept. */
  list(
    { dataset, connection, secrets }: Pick<DatasetRequest, 'dataset' | 'connection' | 'secrets'>,
    signal: AbortSignal
  ): Promise<readonly FoundFile[]> {
    const place = filePlace(dataset, connection);
    const key = keyOf({ dataset, connection, secrets });
    const known = this.#listed.get(key);
    if (known && !known.files.abandoned && this.#now() - known.at < this.#keepMs) {
      return joined(known.files, dataset, signal);
    }
    const files = new SharedLoad((shared) =>
      this.#files.list({ connection: place.connection, secrets }, place.location, formatOf(dataset).extensions, shared)
    );
    const listed = { at: this.#now(), files };
    this.#listed.set(key, listed);
    files.result.catch(() => {
      if (this.#listed.get(key) === listed) {
        this.#listed.delete(key);
      }
    });
    return joined(files, dataset, signal);
  }

  /** Files of the dataset have changed since. */
  forget(source: Pick<DatasetRequest, 'dataset' | 'connection' | 'secrets'>): void {
    this.#listed.delete(keyOf(source));
  }
}

function keyOf({ dataset, connection, secrets }: Pick<DatasetRequest, 'dataset' | 'connection' | 'secrets'>): string {
  return JSON.stringify([filePlace(dataset, connection), secrets, dataset.format]);
}

/** The place knows no names of entries, and several datasets may share it. */
function joined<T>(load: SharedLoad<T>, { name, connection }: CostDataset, signal: AbortSignal): Promise<T> {
  return load.join(signal).catch((thrown: unknown) => {
    const error = asUnitEconomicsError(thrown);
    throw error.code === 'notFound'
      ? new UnitEconomicsError(
          'notFound',
          `The cost dataset ${name} has no file to read from the connection ${connection}. ${error.message}`,
          { cause: thrown }
        )
      : error;
  });
}

export function versionOf(files: readonly FoundFile[], entry: unknown): string {
  const hash = createHash('sha256').update(JSON.stringify(entry));
  files.forEach((file) => hash.update(fileId(file)).update('\0'));
  return hash.digest('hex').slice(0, 32);
}
