import type { Writable } from 'node:stream';
import type { Output } from './run-command.ts';

/** Writes to who asked. One who reads no more, as `head` does after its lines, ends the output and not the command. */
export function outputTo(stdout: Writable, stderr: Writable): Output {
  return { out: writerTo(stdout), error: writerTo(stderr) };
}

function writerTo(stream: Writable): (text: string) => void {
  let isRead = true;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') {
      throw error;
    }
    isRead = false;
  });
  return (text) => {
    if (isRead) {
      stream.write(text);
    }
  };
}
