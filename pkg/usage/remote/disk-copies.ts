import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { decodeAnswer, encodeAnswer, type Answer } from './table-copy.ts';

const maxBytes = 256 << 20;

/**
 * Answers of services on disk, so that a restart does not ask for everything again. A copy that cannot be read is none, and
 * one that cannot be written costs no answer. All of them can be deleted at any time.
 */
export class DiskCopies {
  private readonly directory: string;
  private readonly most: number;
  /** Bytes written since the directory was looked at; other processes and sources write there too. */
  private unseen = Infinity;

  /** @param most bytes in all; the oldest copies beyond it are removed */
  constructor(directory: string, most = maxBytes) {
    this.directory = directory;
    this.most = most;
  }

  async read(key: string): Promise<Answer | undefined> {
    try {
      return decodeAnswer(await readFile(path.join(this.directory, key)));
    } catch {
      return undefined;
    }
  }

  async write(key: string, answer: Answer): Promise<void> {
    const file = path.join(this.directory, key);
    const aside = `${file}.${randomUUID()}`;
    const bytes = encodeAnswer(answer);
    try {
      await mkdir(this.directory, { recursive: true, mode: 0o700 });
      await writeFile(aside, bytes, { mode: 0o600 });
      await rename(aside, file);
      this.unseen += bytes.length;
      if (this.unseen > this.most / 16) {
        this.unseen = 0;
        await this.removeOldest();
      }
    } catch {
      await rm(aside, { force: true }).catch(() => undefined);
    }
  }

  /** What an interrupted write has left goes with the oldest, too. */
  private async removeOldest(): Promise<void> {
    const names = await readdir(this.directory);
    const files = await Promise.all(
      names.map(async (name) => {
        const file = path.join(this.directory, name);
        const { size, mtimeMs } = await stat(file).catch(() => ({ size: 0, mtimeMs: 0 })); // another process removed it
        return { file, size, mtimeMs };
      })
    );
    let bytes = files.reduce((sum, { size }) => sum + size, 0);
    for (const { file, size } of files.sort((a, b) => a.mtimeMs - b.mtimeMs)) {
      if (bytes <= this.most) {
        return;
      }
      await rm(file, { force: true });
      bytes -= size;
    }
  }
}
