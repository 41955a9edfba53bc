import os from 'node:os';

/** What the figures were measured on, and what else it was doing. */
export function machine(): string {
  const [first] = os.cpus();
  const [minute = 0] = os.loadavg();
  return `${os.availableParallelism()} cores (${first?.model.trim() ?? 'unknown'}), ${(os.totalmem() / 2 ** 30).toFixed(0)} GiB, load ${minute.toFixed(1)}`;
}
