import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';

export interface ProcessOptions {
  readonly cwd?: string;
  /** Added to this process's own environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Collect what it prints instead of letting it through. */
  readonly capture?: boolean;
  /** ms; the process and all it started are ended after it. Default: none. */
  readonly timeoutMs?: number;
}

export interface ProcessOutcome {
  /** 127 when it could not be started, 124 when the time ran out, 130 after an interruption, 1 when a signal ended it. */
  readonly code: number;
  /** Both output streams in order of arrival; empty unless captured. */
  readonly output: string;
}

/** ms between the request to end and the order to. */
const grace = 3000;
const running = new Set<ChildProcess>();
const interruption = new AbortController();
const isInterrupted = () => interruption.signal.aborted;

/** From now on Ctrl-C ends what runs, with all descendants, and starts nothing more. The signal says that it came. */
export function endOnInterrupt(): AbortSignal {
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      interruption.abort();
      running.forEach(end);
    });
  }
  return interruption.signal;
}

/** Runs a program in a process group of its own, so that whatever it starts ends with it. Never throws. */
export async function runProcess(
  command: string,
  args: readonly string[],
  options: ProcessOptions = {}
): Promise<ProcessOutcome> {
  const { capture = false, timeoutMs } = options;
  if (isInterrupted()) {
    return { code: 130, output: '' };
  }
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    detached: true,
    stdio: ['ignore', capture ? 'pipe' : 'inherit', capture ? 'pipe' : 'inherit'],
  });
  running.add(child);
  const parts: Buffer[] = [];
  child.stdout?.on('data', (part: Buffer) => parts.push(part));
  child.stderr?.on('data', (part: Buffer) => parts.push(part));
  const state = { isLate: false };
  const timer = setTimeout(
    () => {
      state.isLate = true;
      end(child);
    },
    timeoutMs ?? 2 ** 31 - 1
  );
  const code = await new Promise<number>((resolve) => {
    child.on('error', () => {
      resolve(127);
    });
    child.on('close', (status) => {
      resolve(status ?? 1);
    });
  });
  clearTimeout(timer);
  running.delete(child);
  return {
    code: isInterrupted() ? 130 : state.isLate ? 124 : code,
    output: Buffer.concat(parts).toString('utf8'),
  };
}

function end(child: ChildProcess): void {
  signalGroup(child, 'SIGTERM');
  setTimeout(() => {
    signalGroup(child, 'SIGKILL');
  }, grace).unref();
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (child.pid !== undefined) {
      process.kill(-child.pid, signal);
    }
  } catch {
    // The group is gone already.
  }
}
