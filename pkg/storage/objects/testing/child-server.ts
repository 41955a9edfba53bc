import { spawn } from 'node:child_process';

/** A server in a process of its own that prints where it listens. */
export interface ChildServer {
  readonly port: number;
  close(): Promise<void>;
}

/** @param printed finds the port in what the process prints */
export async function startChild(args: readonly string[], cwd: string, printed: RegExp): Promise<ChildServer> {
  const child = spawn(process.execPath, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => {
      resolve();
    });
  });
  const port = await new Promise<number>((resolve, reject) => {
    let text = '';
    const read = (chunk: Buffer) => {
      text += chunk.toString('utf8');
      const found = printed.exec(text)?.[1];
      if (found !== undefined) {
        resolve(Number(found));
      }
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('close', () => {
      reject(new Error(`the server ended: ${text}`));
    });
  });
  return {
    port,
    close: async () => {
      child.kill();
      await ended;
    },
  };
}
