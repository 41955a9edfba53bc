import { connection } from '../../../model/connections/connection.ts';
import { UnitEconomicsError } from '../../../model/errors.ts';
import { ConnectionSecrets } from '../../../model/secrets.ts';
import { createConnectionFiles, type ConnectionFiles, type FilesPlace } from '../../connection-files.ts';
import { createFileAccess } from '../../local-files.ts';
import type { TestStore } from './test-store.ts';

export const extensions = ['.csv', '.csv.gz', '.parquet'];

/** As a process opens them. */
export async function openFiles(
  cacheDirectory: string,
  now: () => number,
  closing?: AbortSignal
): Promise<ConnectionFiles> {
  const files = await createFileAccess([]);
  return createConnectionFiles({ files, cacheDirectory, now, ...(closing && { closing }) });
}

/** A connection `exports` to a store, through the schema of the settings. */
export function placeIn(store: TestStore, settings: Readonly<Record<string, unknown>> = {}): FilesPlace {
  const parsed = connection.parse({ name: 'exports', type: store.type, ...store.settings, ...settings });
  if (parsed.type !== store.type) {
    throw new RangeError('no object store');
  }
  return { connection: parsed, secrets: new ConnectionSecrets(store.secrets, 'fingerprint') };
}

/** `code: message` of what the work throws. */
export function failure(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'no error',
    (thrown: unknown) => (thrown instanceof UnitEconomicsError ? `${thrown.code}: ${thrown.message}` : String(thrown))
  );
}
