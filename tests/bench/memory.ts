import { readFileSync, writeFileSync } from 'node:fs';

/** MiB of physical memory, mapped files included: what an administrator sees. */
export interface Memory {
  readonly now: number;
  /** The most since the process began, or since `forgetPeak`. */
  readonly peak: number;
}

export function memoryOf(pid: number): Memory {
  return parseStatus(readFileSync(`/proc/${pid}/status`, 'utf8'));
}

/** The kernel takes the peak anew from here (proc(5), clear_refs). */
export function forgetPeak(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

/** `/proc/PID/status`, which counts in KiB and calls them kB. */
export function parseStatus(status: string): Memory {
  const mebibytes = (key: string) => Number(new RegExp(`^${key}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) / 1024;
  return { now: mebibytes('VmRSS'), peak: mebibytes('VmHWM') };
}
