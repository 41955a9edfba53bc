import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { helpText } from '../../pkg/cli/help.ts';
import { executableName } from '../../scripts/build/build.ts';

const readme = readFileSync('README.md', 'utf8');
const section = readme.slice(readme.indexOf('## Your own bill in five minutes'), readme.indexOf('## In Grafana'));
const settings = /```yaml\n([^]*?)```/.exec(section)?.[1] ?? '';
const commands = section.match(/^dist\/gpx_.*$/gm) ?? [];
const directory = mkdtempSync(path.join(os.tmpdir(), 'readme-'));

/** The first and the last day of the month before this one. */
const thisMonth = new Date(new Date().toISOString().slice(0, 7));
const dayBefore = (day: number) => new Date(day - 86_400_000).toISOString().slice(0, 10);
const last = dayBefore(Number(thisMonth));
const first = `${last.slice(0, 7)}-01`;

function charge(cost: number, day: string, team: string): string {
  const end = new Date(Date.parse(day) + 86_400_000).toISOString();
  return `${cost},${cost},USD,Usage,${day}T00:00:00Z,${end},Compute,"{""team"": ""${team}""}"`;
}

beforeAll(() => {
  mkdirSync(path.join(directory, 'billing', 'month'), { recursive: true });
  mkdirSync(path.join(directory, 'usage'));
  writeFileSync(path.join(directory, 'settings.yaml'), settings);
  writeFileSync(
    path.join(directory, 'billing', 'month', 'charges.csv'),
    [
      'BilledCost,EffectiveCost,BillingCurrency,ChargeCategory,ChargePeriodStart,ChargePeriodEnd,ServiceName,Tags',
      ...[charge(10, first, 'search'), charge(30, last, 'search'), charge(5, first, 'ocr'), charge(7, last, 'ocr')],
    ].join('\n')
  );
  writeFileSync(
    path.join(directory, 'usage', 'jobs.csv'),
    `day,squad,jobs\n${first},search,100\n${last},search,100\n${first},ocr,10\n${last},ocr,30\n`
  );
});
afterAll(() => {
  rmSync(directory, { recursive: true });
});

function run(command: string) {
  const typed = command.replace(/^\S+/, path.resolve('dist', executableName));
  return spawnSync('sh', ['-c', typed], { cwd: directory, encoding: 'utf8', timeout: 60_000 });
}

/** By hand: search costs 40 for 200 jobs, ocr 12 for 40. */
it('gives an own bill its cost per job by the settings and the commands of the README, as they stand', () => {
  const [check, query, ...others] = commands.map(run);
  expect(others).toEqual([]);
  expect(check?.stdout).toContain('3 of 3 entries work.');
  expect(check?.status).toBe(0);
  const lines = (query?.stdout ?? '').split('\n').map((line) => line.split(/\s+/).filter((cell) => cell !== '*'));
  expect(lines).toContainEqual(['date', 'search', 'ocr']);
  expect(lines).toContainEqual([first, '0.2000', '0.3000']);
  expect(query?.status).toBe(0);
});

it('tells in the guide of the command line of every option of a query that help lists', () => {
  const guide = readFileSync('docs/command-line.md', 'utf8');
  const options = helpText.slice(0, helpText.indexOf('  report --settings')).match(/--[a-z-]+/g) ?? [];
  expect(options.length).toBeGreaterThan(10);
  expect(options.filter((option) => !guide.includes(option))).toEqual([]);
});
