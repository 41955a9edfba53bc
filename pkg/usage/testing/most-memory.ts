/** Bytes by which the process has grown at its largest while work was done; the server it asks may be in it. */
export async function growthDuring(work: () => Promise<void>): Promise<number> {
  const most = () => process.resourceUsage().maxRSS * 1024; // kilobytes on every system
  const before = most();
  await work();
  return most() - before;
}
