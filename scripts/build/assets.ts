import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Files that Grafana and its catalog read, beside the code. Those that do not exist are left out. */
const names = ['LICENSE', 'README.md', 'CHANGELOG.md'];

/** Path in dist -> content. plugin.json gets the version of package.json and the day of the build. */
export function assets(today: string): Map<string, Buffer> {
  const files = [...names.filter(existsSync), ...readdirSync('img').map((name) => path.join('img', name))];
  const found = new Map(files.map((file) => [file, readFileSync(file)]));
  found.set(
    'plugin.json',
    Buffer.from(fillIn(readFileSync('plugin.json', 'utf8'), readFileSync('package.json', 'utf8'), today))
  );
  return found;
}

/** Fills the placeholders of plugin.json; `today` is YYYY-MM-DD. */
export function fillIn(pluginJson: string, packageJson: string, today: string): string {
  const parsed: unknown = JSON.parse(packageJson);
  if (typeof parsed !== 'object' || parsed === null || !('version' in parsed) || typeof parsed.version !== 'string') {
    throw new Error('package.json has no version');
  }
  return pluginJson.replaceAll('%VERSION%', parsed.version).replaceAll('%TODAY%', today);
}
