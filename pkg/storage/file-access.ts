/**
 * A file as found: `path` is real (symlinks resolved) and below an allowed path, or a copy in the cache directory; `label` is
 * what users see.
 */
export interface FoundFile {
  readonly path: string;
  /** For messages: relative to the connection's directory, or an object's whole key. */
  readonly label: string;
  readonly size: number;
  readonly modifiedMs: number;
}

/** Reads nothing outside the allowed paths (design section 7). */
export interface FileAccess {
  /** Real paths of the directories that may be read. */
  readonly allowed: readonly string[];
  /** Files of a location (file, directory tree or glob) below `root`, sorted by label. Refuses with the lines to add to grafana.ini. */
  list(root: string, location: string, extensions: readonly string[]): Promise<readonly FoundFile[]>;
  /** The text of one small file (the catalog), at most 16 MiB. */
  readText(path: string): Promise<{ readonly text: string; readonly version: string }>;
}
