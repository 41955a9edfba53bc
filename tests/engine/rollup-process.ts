/**
 * One process of several that share a cache directory: reads the bills below a folder, lets the roll-up be built and reads
 * again. Prints a line of JSON for each answer. With a third argument it ends itself by SIGKILL once so many parts are built.
 */
import { createCostSource } from '../../pkg/cost/files-cost-source.ts';
import { bareDimension } from '../../pkg/cost/dimension-id.ts';
import { never, request } from '../../pkg/cost/testing.ts';
import { createConnectionFiles } from '../../pkg/storage/connection-files.ts';
import { createDuckDbEngine } from '../../pkg/storage/duckdb-engine.ts';
import { createFileAccess } from '../../pkg/storage/local-files.ts';

const [root = '', cacheDirectory = '', dieAfter] = process.argv.slice(2);
const local = await createFileAccess([root]);
const engine = createDuckDbEngine({ allowed: local.allowed, cacheDirectory, threads: 1 });
const source = createCostSource({
  files: createConnectionFiles({ files: local, cacheDirectory, now: Date.now }),
  engine,
  log: { info: () => undefined, warn: () => undefined },
  listingMs: 0,
});
const asked = request({ root }, '*.parquet', { dimensions: [bareDimension('ResourceId')] });

async function answer(): Promise<void> {
  const { amounts, rows, origin } = await source.fetch(asked, never);
  const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);
  console.log(JSON.stringify({ cost: sum(amounts), rows: sum(rows), origin }));
}

await answer();
if (dieAfter !== undefined) {
  const look = (): void => {
    if ((source.progress(asked)?.built ?? 0) >= Number(dieAfter)) {
      process.kill(process.pid, 'SIGKILL');
    }
    setImmediate(look);
  };
  look();
}
await source.settled();
await answer();
await source.close();
await engine.close();
