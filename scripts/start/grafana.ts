import { existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { runProcess } from '../run-process.ts';
import { grafanaEnvironment, type PluginPlaces } from './grafana-environment.ts';

const pluginId = 'perunit-uniteconomics-datasource';

/** Runs the Grafana installed in `home` with this plugin and its provisioning until it ends; its exit code. */
export async function runGrafana(home: string, places: PluginPlaces, port: number): Promise<number> {
  const program = path.join(home, 'bin/grafana');
  if (!existsSync(program)) {
    throw new Error(`GRAFANA_HOME is ${home}, but there is no ${program}: set it to the directory of a Grafana.`);
  }
  const env = grafanaEnvironment(places, port);
  const plugins = path.join(places.cache, 'plugins');
  mkdirSync(plugins, { recursive: true });
  rmSync(path.join(plugins, pluginId), { force: true });
  symlinkSync(path.resolve('dist'), path.join(plugins, pluginId));
  console.log(`Starting Grafana of ${home} at http://127.0.0.1:${port}/ ... Ctrl-C ends it.`);
  const args = ['server', '--homepath', home, '--config', path.resolve('provisioning/grafana.ini')];
  return (await runProcess(program, args, { env })).code;
}
