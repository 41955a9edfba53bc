/** `yardstick-process.ts GLOB SUM ...` prints a Yardstick: DuckDB with its default settings on two threads. */
import type { Yardstick } from './yardstick.ts';

const [glob = '', ...sums] = process.argv.slice(2);
const opening = performance.now();
const { DuckDBInstance } = await import('@duckdb/node-api');
const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
const connection = await instance.connect();
const files = glob.replaceAll("'", "''");
const began = performance.now();
const result = await connection.run(`
  SELECT CAST(ChargePeriodStart AS DATE) AS day, Tags->>'team' AS team, ${sums.map((sum) => `sum(${sum})`).join(', ')}
  FROM read_parquet('${files}') GROUP BY ALL`);
const chunks = await result.fetchAllChunks();
const ms = performance.now() - began;
let total = 0;
for (const chunk of chunks) {
  for (const value of chunk.getColumnValues(2)) {
    total += Number(value);
  }
}
const answer: Yardstick = { ms, openMs: began - opening, total };
console.log(JSON.stringify(answer));
