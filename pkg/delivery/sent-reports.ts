import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { parseJson } from '../model/issues.ts';
import { hasCode } from '../storage/system-error.ts';

/** What is kept of a report that was sent. */
const record = z.object({ at: z.iso.datetime(), recipient: z.string(), period: z.string() });
export type SentRecord = z.output<typeof record>;

/** A claim older than this was left behind by a process that ended while it sent; no sending takes so long. In ms. */
const stale = 15 * 60_000;

/** The right to send one report to one recipient; `lapsed` where a claim before it was left behind. */
export interface Claim {
  readonly lapsed: boolean;
  /** Sent: nobody sends it again. */
  keep(record: SentRecord): Promise<void>;
  /** Not sent: whoever asks next may. */
  release(): Promise<void>;
}

/**
 * Which reports were sent, in a directory that processes share. Who sends claims first, by a file that only one can make:
 * KEY.1.claim, or one more than a claim that was left behind. What was sent is KEY.json, written before the claim goes, so
 * that whoever has a claim looks for it once more.
 */
export class SentReports {
  private readonly directory: string;
  private readonly pollMs: number;

  /** @param pollMs between looks at another's claim; tests wait less */
  constructor(directory: string, pollMs = 1000) {
    this.directory = directory;
    this.pollMs = pollMs;
  }

  async find(key: string): Promise<SentRecord | undefined> {
    try {
      return record.safeParse(parseJson(await readFile(this.file(key), 'utf8'))).data;
    } catch (error) {
      if (hasCode(error, 'ENOENT')) {
        return undefined;
      }
      throw error;
    }
  }

  /** Waits while another process has the claim, at most until that is stale. @param onWait called once before a wait */
  async claim(key: string, signal: AbortSignal, onWait: () => void = () => undefined): Promise<Claim> {
    await mkdir(this.directory, { recursive: true, mode: 0o700 });
    for (let looks = 0; ; looks++) {
      signal.throwIfAborted();
      const mine = await this.tryClaim(key);
      if (mine !== undefined) {
        return this.claimed(key, mine);
      }
      if (looks === 0) {
        onWait();
      }
      await new Promise((resolve) => setTimeout(resolve, this.pollMs));
    }
  }

  /** @returns the number of the claim; undefined where another's is alive */
  private async tryClaim(key: string): Promise<number | undefined> {
    const found = await this.claims(key);
    const mine = Math.max(0, ...found.map(({ number }) => number)) + 1;
    if (found.some(({ isStale }) => !isStale) || !(await this.make(this.claimFile(key, mine)))) {
      return undefined;
    }
    // One that another made meanwhile, from an older look, can have another number: then neither has the right.
    if ((await this.claims(key)).some(({ number, isStale }) => number !== mine && !isStale)) {
      await rm(this.claimFile(key, mine), { force: true });
      return undefined;
    }
    return mine;
  }

  private claimed(key: string, mine: number): Claim {
    // The own one goes last: an older one is stale and would be taken over.
    const remove = async () => {
      for (let number = 1; number <= mine; number++) {
        await rm(this.claimFile(key, number), { force: true });
      }
    };
    return {
      lapsed: mine > 1,
      keep: async (sent) => {
        const aside = `${this.file(key)}.${randomUUID()}`;
        await writeFile(aside, JSON.stringify(sent), { mode: 0o600 });
        await rename(aside, this.file(key));
        await remove();
      },
      release: remove,
    };
  }

  /** @returns whether this process made it */
  private async make(file: string): Promise<boolean> {
    try {
      await (await open(file, 'wx', 0o600)).close();
      return true;
    } catch (error) {
      if (hasCode(error, 'EEXIST')) {
        return false;
      }
      throw error;
    }
  }

  private async claims(key: string): Promise<readonly { readonly number: number; readonly isStale: boolean }[]> {
    const names = (await readdir(this.directory)).filter(
      (name) => name.startsWith(`${key}.`) && name.endsWith('.claim')
    );
    const found = names.map(async (name) => {
      try {
        const { mtimeMs } = await stat(path.join(this.directory, name));
        return [{ number: Number(name.split('.')[1]), isStale: Date.now() - mtimeMs > stale }];
      } catch (error) {
        if (hasCode(error, 'ENOENT')) {
          return []; // it went meanwhile
        }
        throw error;
      }
    });
    return (await Promise.all(found)).flat();
  }

  private claimFile(key: string, number: number): string {
    return path.join(this.directory, `${key}.${number}.claim`);
  }

  private file(key: string): string {
    return path.join(this.directory, `${key}.json`);
  }
}
