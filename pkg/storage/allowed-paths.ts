import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { UnitEconomicsError } from '../model/errors.ts';

/** Real paths of what may be read. A directory that does not exist yet counts as written. */
export async function resolveAllowed(configured: readonly string[]): Promise<readonly string[]> {
  const resolved = await Promise.all(
    configured
      .filter((directory) => path.isAbsolute(directory))
      .map((directory) => realpath(directory).catch(() => path.resolve(directory)))
  );
  return [...new Set(resolved)];
}

export function isBelow(directory: string, file: string): boolean {
  const relative = path.relative(directory, file);
  return relative === '' || (relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative));
}

export function isAllowed(allowed: readonly string[], realFile: string): boolean {
  return allowed.some((directory) => isBelow(directory, realFile));
}

/** @param suggestion The directory to print in the lines for grafana.ini. */
export function notAllowed(what: string, suggestion: string): UnitEconomicsError {
  return new UnitEconomicsError(
    'notAllowed',
    `${what} Files are read only below directories that the Grafana administrator allows: add these lines to grafana.ini and restart Grafana:\n` +
      `[plugin.perunit-uniteconomics-datasource]\nallowed_paths = ${suggestion}`
  );
}
