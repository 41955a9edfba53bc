/**
 * `npm run bench [-- quick] [PART ...] [--json FILE]` prints the budgets of the design with their figures. A missed budget
 * is a figure too: the exit status is 1 only when something could not be measured. docs/performance.md explains the lines.
 */
import { writeFileSync } from 'node:fs';
import { bench } from '../tests/bench/bench.ts';
import { machine } from '../tests/bench/machine.ts';
import { verdict } from '../tests/bench/measured.ts';
import { benchOptions } from '../tests/bench/options.ts';
import { table } from '../tests/bench/table.ts';
import { build } from './build/build.ts';

process.on('SIGINT', () => process.exit(130)); // plugins end with the process that started them
try {
  const options = benchOptions(process.argv.slice(2));
  const executable = await build();
  const measured = await bench(executable, options);
  const missed = measured.filter((one) => verdict(one) === 'missed').length;
  const met = measured.filter((one) => verdict(one) === 'met').length;
  console.log(`\n${machine()}\n\n${table(measured)}\n\n${met} met, ${missed} missed`);
  if (options.json !== undefined) {
    const rows = measured.map((one) => ({ ...one, verdict: verdict(one) }));
    writeFileSync(options.json, `${JSON.stringify({ machine: machine(), measured: rows }, undefined, 2)}\n`);
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
