/**
 * `npm start` builds the executable, makes sample data and prints what an active customer costs, by month and by team.
 * `npm start -- query EXPRESSION ...` hands its arguments to the executable, with the sample data's settings unless given.
 */
import { statSync } from 'node:fs';
import path from 'node:path';
import { build } from './build/build.ts';
import { endOnInterrupt, runProcess } from './run-process.ts';
import { withSettings } from './start/arguments.ts';

const settings = path.resolve('sample-data/settings.yaml');
/** ms; the sample data's story ends yesterday. */
const day = 86_400_000;

async function makeSampleData(): Promise<void> {
  const found = statSync(settings, { throwIfNoEntry: false });
  if (found && Date.now() - found.mtimeMs < day) {
    return;
  }
  console.error('Making sample data: 13 months of bills and usage, ending yesterday ...');
  const { code } = await runProcess(process.execPath, ['scripts/sample-data.ts']);
  if (code !== 0) {
    throw new Error('The sample data could not be made; the reason is above.');
  }
}

async function show(executable: string, title: string, args: readonly string[]): Promise<number> {
  console.log(`\n${title}\n  query ${args.join(' ')}\n`);
  return (await runProcess(executable, withSettings(['query', ...args], settings))).code;
}

async function start(args: readonly string[]): Promise<number> {
  const executable = path.resolve(await build());
  await makeSampleData();
  if (args.length > 0) {
    return (await runProcess(executable, withSettings(args, settings))).code;
  }
  const byMonth = await show(executable, 'Cost per active customer, by month', [
    'cost_per_customer',
    '--grain',
    'month',
  ]);
  const byTeam = await show(executable, 'Cost per active customer, by month and team', [
    'cost_per_customer',
    '--by',
    'team',
    '--grain',
    'month',
  ]);
  console.log(`\nAsk your own: npm start -- query 'cost / ocr_jobs' --by team --grain month`);
  return byMonth || byTeam;
}

endOnInterrupt();
try {
  process.exitCode = await start(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
