import { readdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import { UnitEconomicsError } from '../model/errors.ts';
import { isAllowed, notAllowed } from './allowed-paths.ts';
import type { ReachedPlace } from './connection-files.ts';

/** @param allowed real paths. @throws notAllowed with the lines to add, notFound, badSettings */
export async function reachDirectory(directory: string, allowed: readonly string[]): Promise<ReachedPlace> {
  const real = await realpath(directory).catch(() => undefined);
  if (!isAllowed(allowed, real ?? path.resolve(directory))) {
    throw notAllowed(`The directory ${directory} of the connection lies outside the allowed paths.`, directory);
  }
  const names = await readdir(real ?? directory).catch((cause: unknown) => {
    throw new UnitEconomicsError(
      'notFound',
      `The directory ${directory} of the connection does not exist, is a file, or is closed to the user of Grafana. Correct path, or let that user read it.`,
      { cause }
    );
  });
  return { reached: `the directory ${directory}`, remarks: names.length === 0 ? ['It is empty.'] : [] };
}
