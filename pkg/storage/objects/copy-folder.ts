import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pLimit from 'p-limit';
import type { FoundFile } from '../file-access.ts';
import type { WantedObject } from './find-objects.ts';

/** A copy that was asked for within this many ms may be open: a query ends long before, and a roll-up asks again. */
const inUseMs = 3_600_000;
/** How often the use of a copy is noted, as its time of access. */
const touchMs = 300_000;
/** How long the room taken is known without looking: another process may write here too. */
const measuredMs = 60_000;
/** What is written aside and has not grown for so long is from a process that died. */
const staleMs = 3_600_000;
/** Down to this part of the bound, so that the next object does not begin it all again. */
const trimmedTo = 0.9;

const aside = '.writing';

/** There is no room for another copy: what is there is in use. */
export class FolderFull extends Error {}

/** Another number of bytes came than an object has. */
export class WrongLength extends Error {}

interface Copy {
  readonly file: string;
  readonly size: number;
  readonly usedMs: number;
}

/**
 * Copies of one store's objects, each under a name made of key and tag: its content never changes. The time of access says
 * when a copy was last asked for, the time of change when its object was written. Processes share it.
 */
export class CopyFolder {
  readonly #directory: string;
  /** Bytes. */
  readonly #bound: number;
  readonly #now: () => number;
  /** Nothing comes while the room is measured. */
  readonly #oneByOne = pLimit(1);
  #used = 0;
  #measuredAt = -Infinity;
  /** Bytes of copies that are being written by us. */
  #coming = 0;

  constructor(directory: string, bound: number, now: () => number) {
    this.#directory = directory;
    this.#bound = bound;
    this.#now = now;
  }

  /** Where an object's copy is or will be. */
  pathOf({ key, tag, extension }: WantedObject): string {
    const name = createHash('sha256')
      .update(JSON.stringify([key, tag]))
      .digest('hex')
      .slice(0, 32);
    return path.join(this.#directory, `${name}${extension}`);
  }

  /** The copy, when it is there and whole; from then on it is in use. */
  async find(object: WantedObject): Promise<FoundFile | undefined> {
    const file = this.pathOf(object);
    const found = await stat(file).catch(() => undefined);
    if (found?.size !== object.size) {
      return undefined;
    }
    if (this.#now() - found.atimeMs > touchMs) {
      const isTouched = await utimes(file, new Date(this.#now()), found.mtime).then(() => true, () => false); // prettier-ignore
      if (!isTouched) {
        return undefined; // another process has just removed it
      }
    }
    return { path: file, label: object.key, size: found.size, modifiedMs: found.mtimeMs };
  }

  /** Keeps room for an object until it is written or given up. @throws FolderFull */
  async reserve(size: number): Promise<void> {
    await this.#oneByOne(async () => {
      await mkdir(this.#directory, { recursive: true, mode: 0o700 });
      const isDue = this.#now() - this.#measuredAt > measuredMs;
      if (isDue || this.#used + this.#coming + size > this.#bound) {
        await this.#makeRoom(size);
      }
      this.#coming += size;
    });
  }

  /** An object that was reserved does not come. */
  async giveUp(size: number): Promise<void> {
    await this.#oneByOne(() => {
      this.#coming -= size;
    });
  }

  /** Writes a copy that was reserved aside, and gives it its name when it is whole. @throws WrongLength */
  async write(object: WantedObject, content: Readable, moved: () => void, signal: AbortSignal): Promise<void> {
    const file = this.pathOf(object);
    const written = `${file}.${randomUUID()}${aside}`;
    let size = 0;
    const count = async function* (chunks: AsyncIterable<Uint8Array>) {
      for await (const chunk of chunks) {
        size += chunk.byteLength;
        moved();
        yield chunk;
      }
    };
    try {
      // Flushed, because a copy that a power failure shortens would have its name already.
      const out = createWriteStream(written, { flags: 'wx', mode: 0o600, flush: true });
      await pipeline(content, count, out, { signal });
      if (size !== object.size) {
        throw new WrongLength(`${size} bytes of ${object.size}`);
      }
      await utimes(written, new Date(this.#now()), new Date(object.modifiedMs));
      await this.#oneByOne(async () => {
        await rename(written, file);
        this.#used += size;
        this.#coming -= size;
      });
    } catch (thrown) {
      await rm(written, { force: true });
      throw thrown;
    }
  }

  async #makeRoom(size: number): Promise<void> {
    const copies = await this.#copies();
    this.#used = copies.reduce((sum, copy) => sum + copy.size, 0);
    this.#measuredAt = this.#now();
    if (this.#used + this.#coming + size <= this.#bound) {
      return;
    }
    const unused = copies.filter(({ usedMs }) => this.#now() - usedMs > inUseMs);
    for (const copy of unused.sort((a, b) => a.usedMs - b.usedMs)) {
      await rm(copy.file, { force: true });
      this.#used -= copy.size;
      if (this.#used + this.#coming + size <= this.#bound * trimmedTo) {
        return;
      }
    }
    if (this.#used + this.#coming + size > this.#bound) {
      throw new FolderFull(`${this.#used + this.#coming} bytes in use`);
    }
  }

  /** Removes what a dead process has left. */
  async #copies(): Promise<readonly Copy[]> {
    const names = await readdir(this.#directory).catch(() => []);
    const copies: Copy[] = [];
    for (const name of names) {
      const file = path.join(this.#directory, name);
      const found = await stat(file).catch(() => undefined);
      if (found === undefined) {
        continue;
      }
      if (!name.endsWith(aside)) {
        copies.push({ file, size: found.size, usedMs: found.atimeMs });
      } else if (this.#now() - found.mtimeMs > staleMs) {
        await rm(file, { force: true });
      }
    }
    return copies;
  }
}
