import { createHash } from 'node:crypto';
import { readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { UnitEconomicsError } from '../model/errors.ts';
import { isAllowed, notAllowed, resolveAllowed } from './allowed-paths.ts';
import type { FileAccess, FoundFile } from './file-access.ts';
import { leavesRoot, mayHold, splitLocation } from './location.ts';
import { walk } from './walk.ts';

const maxTextBytes = 16 * 1024 * 1024;

/** @param configured Directories that may be read, absolute; none: nothing is readable. */
export async function createFileAccess(configured: readonly string[]): Promise<FileAccess> {
  const allowed = await resolveAllowed(configured);

  async function realBelowAllowed(found: string, shown: string, suggestion: string): Promise<string> {
    const real = await realpath(found).catch(() => undefined);
    if (!isAllowed(allowed, real ?? path.resolve(found))) {
      throw notAllowed(`${shown} lies outside the allowed paths.`, suggestion);
    }
    if (real === undefined) {
      throw new UnitEconomicsError('notFound', `${shown} does not exist.`);
    }
    return real;
  }

  async function list(root: string, location: string, extensions: readonly string[]): Promise<readonly FoundFile[]> {
    if (!path.isAbsolute(root)) {
      throw new UnitEconomicsError(
        'badSettings',
        `The path ${root} of a files connection is not absolute. Give an absolute directory.`
      );
    }
    if (leavesRoot(location)) {
      throw new UnitEconomicsError(
        'notAllowed',
        `The location ${location} is absolute or climbs out with "..". Give one relative to the connection's path ${root}.`
      );
    }
    const realRoot = await realBelowAllowed(root, `The directory ${root} of the connection`, root);
    const wanted = extensions.map((extension) => `.${extension.replace(/^\./, '').toLowerCase()}`);
    const labelled = await matching(realRoot, root, location);
    const files = await Promise.all(
      labelled
        .filter((file) => wanted.some((extension) => file.toLowerCase().endsWith(extension)))
        .map(async (file) => await describe(file, path.relative(realRoot, file), root))
    );
    const present = files.filter((file) => file !== undefined);
    if (present.length === 0) {
      throw new UnitEconomicsError(
        'notFound',
        `No file (${wanted.join(', ')}) matches the location ${location} below ${root}. Check the location and whether the export has arrived.`
      );
    }
    return present.sort((a, b) => (a.label < b.label ? -1 : 1));
  }

  async function matching(realRoot: string, root: string, location: string): Promise<readonly string[]> {
    const { fixed, pattern } = splitLocation(location);
    const start = path.join(realRoot, fixed);
    const whole = path.join(realRoot, location);
    // A file may have a glob's characters in its name: it is taken as it is called.
    if (pattern !== undefined && (await stat(whole).catch(() => undefined))?.isFile() === true) {
      return [whole];
    }
    const found = await stat(start).catch(() => undefined);
    if (found === undefined) {
      // A link that leads nowhere says no more than a missing file does.
      throw new UnitEconomicsError(
        'notFound',
        `The location ${location} does not exist below ${root}. Check the connection's path and the location.`
      );
    }
    await realBelowAllowed(start, `The location ${location} below ${root}`, root);
    if (found.isFile()) {
      return [start];
    }
    const relative = (file: string): string => path.relative(realRoot, file).replaceAll(path.sep, '/');
    const files = await walk(start, {
      matters: (directory) => pattern === undefined || mayHold(relative(directory), pattern),
      checkLink: (link, real) => {
        if (!isAllowed(allowed, real)) {
          throw notAllowed(`The link ${relative(link)} below ${root} leads outside the allowed paths.`, root);
        }
      },
    });
    return pattern === undefined ? files : files.filter((file) => path.posix.matchesGlob(relative(file), pattern));
  }

  /** Undefined for a file that vanished since the directory was read. */
  async function describe(file: string, label: string, root: string): Promise<FoundFile | undefined> {
    const real = await realpath(file).catch(() => undefined);
    if (real === undefined) {
      return undefined;
    }
    if (!isAllowed(allowed, real)) {
      throw notAllowed(`The link ${label} below ${root} leads outside the allowed paths.`, root);
    }
    const facts = await stat(real).catch(() => undefined);
    return facts && { path: real, label, size: facts.size, modifiedMs: facts.mtimeMs };
  }

  async function readText(file: string): Promise<{ readonly text: string; readonly version: string }> {
    const candidates = path.isAbsolute(file) ? [file] : allowed.map((directory) => path.join(directory, file));
    if (leavesRoot(file) && !path.isAbsolute(file)) {
      throw new UnitEconomicsError(
        'notAllowed',
        `The path ${file} climbs out with "..". Give one relative to an allowed path.`
      );
    }
    if (allowed.length === 0) {
      throw notAllowed(
        `The file ${file} lies outside the allowed paths.`,
        path.isAbsolute(file) ? path.dirname(file) : '/DIRECTORY/OF/THE/FILE'
      );
    }
    let present = candidates[0] ?? file;
    for (const candidate of candidates) {
      if ((await stat(candidate).catch(() => undefined)) !== undefined) {
        present = candidate;
        break;
      }
    }
    const real = await realBelowAllowed(present, `The file ${file}`, path.dirname(present));
    const { size } = await stat(real);
    if (size > maxTextBytes) {
      throw new UnitEconomicsError('tooMuch', `The file ${file} has ${size} bytes; at most ${maxTextBytes} are read.`);
    }
    const text = await readFile(real, 'utf8').catch((error: unknown) => {
      throw new UnitEconomicsError('badData', `The file ${file} cannot be read.`, { cause: error });
    });
    return { text, version: createHash('sha256').update(text).digest('hex').slice(0, 16) };
  }

  return { allowed, list, readText };
}
