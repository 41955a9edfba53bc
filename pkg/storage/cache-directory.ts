import { lstat, mkdir, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { UnitEconomicsError } from '../model/errors.ts';
import { hasCode } from './system-error.ts';

const othersMayReadOrWrite = 0o077;

/**
 * The directory for roll-ups and temporary files, made where it is missing. Everything in it can be deleted at any time.
 * A directory that others could have prepared or can look into is refused: it holds what the company spends.
 * @param configured `cache_path` of grafana.ini; default: a folder of the system's temporary directory.
 */
export async function openCacheDirectory(configured?: string): Promise<string> {
  const uid = process.getuid?.() ?? -1; // os.userInfo() throws for a user without an entry in /etc/passwd, as containers have
  const directory = configured ?? path.join(tmpdir(), `perunit-uniteconomics-${String(uid)}`);
  if (!path.isAbsolute(directory)) {
    throw refused(directory, 'it is not an absolute path', 'Give an absolute one');
  }
  try {
    await mkdir(path.dirname(directory), { recursive: true });
    await mkdir(directory, { mode: 0o700 });
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) {
      throw refused(directory, 'it cannot be created', 'Give another one or let the Grafana user write there', error);
    }
  }
  const found = await lstat(directory);
  if (found.isSymbolicLink() || !found.isDirectory()) {
    throw refused(directory, 'it is not a plain directory', 'Remove it or give another one');
  }
  if (uid !== -1 && found.uid !== uid) {
    throw refused(directory, 'it belongs to another user', 'Remove it or give another one');
  }
  if (uid !== -1 && (found.mode & othersMayReadOrWrite) !== 0) {
    throw refused(directory, 'other users have access to it', `Run chmod 700 ${directory} or give another one`);
  }
  return await realpath(directory);
}

function refused(directory: string, reason: string, wayOut: string, cause?: unknown): UnitEconomicsError {
  return new UnitEconomicsError(
    'badSettings',
    `The cache directory ${directory} is refused: ${reason}. ${wayOut} as cache_path in the section [plugin.perunit-uniteconomics-datasource] of grafana.ini.`,
    { cause }
  );
}
