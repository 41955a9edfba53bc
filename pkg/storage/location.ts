import path from 'node:path';

/** A location split where its pattern begins: `focus/2026/**` is the directory `focus/2026` and a pattern below it. */
export interface SplitLocation {
  /** The part that names one file or directory; empty for the connection's own path. */
  readonly fixed: string;
  /** The whole location as a glob, when it holds one. */
  readonly pattern?: string;
}

const globCharacters = /[*?[\]{}]/;

export function splitLocation(location: string): SplitLocation {
  const segments = path.posix.normalize(location).split('/');
  const first = segments.findIndex((segment) => globCharacters.test(segment));
  return first === -1
    ? { fixed: segments.join('/') }
    : { fixed: segments.slice(0, first).join('/'), pattern: segments.join('/') };
}

/** Absolute, or climbing out of the directory it is below. */
export function leavesRoot(location: string): boolean {
  return path.isAbsolute(location) || path.win32.isAbsolute(location) || location.split(/[/\\]/).includes('..');
}

/** Whether a directory can hold what a pattern matches; both relative to the same place. Spares walks, and links that do not matter. */
export function mayHold(directory: string, pattern: string): boolean {
  const wanted = pattern.split('/');
  const above = wanted.slice(0, directory.split('/').length);
  if (above.includes('**') || /\{[^}]*\//.test(pattern)) {
    return true;
  }
  return above.length < wanted.length && path.posix.matchesGlob(directory, above.join('/'));
}
