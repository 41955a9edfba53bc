import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { fileFacts, type FileFacts } from '../file-facts.ts';

/** Goes up when what earlier manifests say may be wrong or is not enough: their parts are built anew. */
const manifestVersion = 4;
/** Which parts are valid, and what their source files hold. Only parts named here are read. */
const manifestShape = z.object({ version: z.literal(manifestVersion), parts: z.record(z.string(), fileFacts) });

const manifestName = 'manifest.json';
/** A part written aside and never renamed, or renamed and never named, is from a process that died. */
const staleMs = 3_600_000;
/** The roll-up of a dataset or of settings that nobody asked about for so long is removed. */
const unusedMs = 30 * 86_400_000;
/** How often the use of a roll-up is noted, as the manifest's time. */
const touchMs = 86_400_000;

/** Immutable Parquet parts below `<cache>/rollup/<layout>/`. Processes share it; anything in it may be deleted at any time. */
export class PartStore {
  readonly #root: string;
  readonly #known = new Map<string, Map<string, FileFacts>>();
  readonly #touched = new Map<string, number>();

  constructor(cacheDirectory: string) {
    this.#root = path.join(cacheDirectory, 'rollup');
  }

  pathOf(layoutId: string, key: string): string {
    return path.join(this.#root, layoutId, `${key}.parquet`);
  }

  /** Valid parts by key. Read from disk once; `refresh` looks again for what another process has built. */
  async parts(layoutId: string, refresh = false): Promise<ReadonlyMap<string, FileFacts>> {
    const known = this.#known.get(layoutId);
    if (Date.now() - (this.#touched.get(layoutId) ?? 0) > touchMs) {
      this.#touched.set(layoutId, Date.now());
      await this.#touch(layoutId);
    }
    if (known && !refresh) {
      return known;
    }
    const parts = await this.#readManifest(layoutId);
    this.#known.set(layoutId, parts);
    return parts;
  }

  /** Forgets parts whose file has gone. True if there were any. */
  async forgetMissing(layoutId: string): Promise<boolean> {
    const known = this.#known.get(layoutId) ?? new Map<string, FileFacts>();
    const gone: string[] = [];
    for (const key of known.keys()) {
      if ((await stat(this.pathOf(layoutId, key)).catch(() => undefined)) === undefined) {
        gone.push(key);
      }
    }
    gone.forEach((key) => known.delete(key));
    return gone.length > 0;
  }

  /** Forgets parts that do not read, so that they are built again. */
  async drop(layoutId: string): Promise<void> {
    this.#known.set(layoutId, new Map());
    await rm(path.join(this.#root, layoutId), { recursive: true, force: true });
  }

  /** Where a part is written before `adopt` gives it its name. */
  async aside(layoutId: string): Promise<string> {
    await mkdir(path.join(this.#root, layoutId), { recursive: true, mode: 0o700 });
    return path.join(this.#root, layoutId, `${randomUUID()}.writing`);
  }

  async adopt(layoutId: string, aside: string, key: string): Promise<void> {
    const handle = await open(aside, 'r+');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(aside, this.pathOf(layoutId, key));
  }

  /**
   * Swaps the manifest, then removes the parts that it no longer names. A part that no manifest has named yet is another
   * process's, which is about to name it.
   */
  async publish(layoutId: string, parts: ReadonlyMap<string, FileFacts>): Promise<void> {
    const directory = path.join(this.#root, layoutId);
    const named = await this.#readManifest(layoutId);
    const aside = await this.aside(layoutId);
    const handle = await open(aside, 'wx', 0o600);
    try {
      await handle.writeFile(JSON.stringify({ version: manifestVersion, parts: Object.fromEntries(parts) }));
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(aside, path.join(directory, manifestName));
    this.#known.set(layoutId, new Map(parts));
    for (const name of await readdir(directory)) {
      const key = path.basename(name, '.parquet');
      const isKept = name === manifestName || parts.has(key);
      if (!isKept && (named.has(key) || (await ageMs(path.join(directory, name))) > staleMs)) {
        await rm(path.join(directory, name), { force: true });
      }
    }
    await this.#removeUnused();
  }

  async #readManifest(layoutId: string): Promise<Map<string, FileFacts>> {
    try {
      const directory = path.join(this.#root, layoutId);
      const text = await readFile(path.join(directory, manifestName), 'utf8');
      const present = new Set(await readdir(directory));
      const named = Object.entries(manifestShape.parse(JSON.parse(text)).parts);
      return new Map(named.filter(([key]) => present.has(`${key}.parquet`)));
    } catch {
      return new Map(); // Missing or unreadable: the roll-up is built anew.
    }
  }

  async #touch(layoutId: string): Promise<void> {
    const now = new Date();
    await utimes(path.join(this.#root, layoutId, manifestName), now, now).catch(() => undefined);
  }

  async #removeUnused(): Promise<void> {
    for (const name of await readdir(this.#root)) {
      if ((await ageMs(path.join(this.#root, name, manifestName))) > unusedMs) {
        await rm(path.join(this.#root, name), { recursive: true, force: true });
      }
    }
  }
}

/** 0 where there is no such file. */
async function ageMs(file: string): Promise<number> {
  const found = await stat(file).catch(() => undefined);
  return found ? Date.now() - found.mtimeMs : 0;
}
