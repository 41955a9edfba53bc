/** A killed Grafana tells its plugins nothing; the system gives them another parent. */
const intervalMs = 1000;

/** Calls `onGone` once when the parent process is another than at the start. Returns what ends the watch. */
export function watchParent(parentId: () => number, onGone: () => void): () => void {
  const parent = parentId();
  const timer = setInterval(() => {
    if (parentId() !== parent) {
      clearInterval(timer);
      onGone();
    }
  }, intervalMs);
  return () => {
    clearInterval(timer);
  };
}
