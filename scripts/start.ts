/**
 * `npm start` builds the plugin, makes sample data, prints what an active customer costs, and shows the dashboards: in the
 * Grafana of GRAFANA_HOME, otherwise in Docker where an engine answers, otherwise in the preview. `npm start -- preview`
 * takes the preview, `--port N` another port. `npm start -- query FORMULA ...` prints a table instead.
 */
import { once } from 'node:events';
import path from 'node:path';
import { build } from './build/build.ts';
import { buildFrontEnd } from './build/frontend.ts';
import { endOnInterrupt, runProcess } from './run-process.ts';
import { parseStart, withSettings, type Start } from './start/arguments.ts';
import { composeUp, hasDocker } from './start/docker.ts';
import { runGrafana } from './start/grafana.ts';
import { startPreview } from './start/preview.ts';
import { ensureSampleData, sampleDirectory, sampleSettings } from './start/sample-data.ts';

const usualPort = 3000;
const interruption = endOnInterrupt();
const isInterrupted = () => interruption.aborted;

async function start(argv: readonly string[]): Promise<number> {
  const asked = parseStart(argv);
  const executable = path.resolve(await build());
  await ensureSampleData();
  const ask = async (args: readonly string[]) =>
    (await runProcess(executable, withSettings(args, sampleSettings))).code;
  if (asked.kind === 'command') {
    return ask(asked.args);
  }
  await buildFrontEnd();
  let code = 0;
  for (const [title, query] of examples) {
    console.log(`\n${title}\n  query ${query.join(' ')}\n`);
    code ||= await ask(['query', ...query]);
  }
  console.log(`\nAsk your own: npm start -- query 'cost / ocr_jobs' --by team --grain month\n`);
  if (isInterrupted() || code !== 0) {
    return code;
  }
  const served = await serve(asked, executable);
  return isInterrupted() ? 0 : served; // Ctrl-C is how it is meant to end
}

const examples = [
  ['Cost per active customer, by month', ['cost_per_customer', '--grain', 'month']],
  ['… and by team', ['cost_per_customer', '--by', 'team', '--grain', 'month']],
] as const;

async function serve({ preview, port }: Extract<Start, { kind: 'serve' }>, executable: string): Promise<number> {
  const home = process.env['GRAFANA_HOME'];
  if (!preview && home !== undefined && home !== '') {
    const places = { data: sampleDirectory, cache: path.resolve('.cache/grafana') };
    return runGrafana(path.resolve(home), places, port ?? usualPort);
  }
  if (!preview && (await hasDocker())) {
    return composeUp(port ?? usualPort);
  }
  const places = { data: sampleDirectory, cache: path.resolve('.cache/preview-data') };
  const { url, close } = await startPreview(executable, places, port);
  console.log(`Dashboards, query editor and settings: ${url}/  (Ctrl-C ends it)`);
  if (!preview) {
    console.log(
      'This is the preview, which stands in for Grafana: no GRAFANA_HOME is set and no Docker engine answers.'
    );
  }
  if (!isInterrupted()) {
    await once(interruption, 'abort');
  }
  await close();
  return 0;
}

try {
  process.exitCode = await start(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
