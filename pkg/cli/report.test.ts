import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { ReportingService } from '../datasource/service.ts';
import type { ReportRequest } from '../report/make-report.ts';
import type { Report } from '../report/report.ts';
import { reportOf } from '../report/testing/report-of.ts';
import { runCommand } from './run-command.ts';

let directory: string;
let asked: ReportRequest[];

beforeEach(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), 'cli-report-'));
  asked = [];
  without = (report) => report;
  await writeFile(path.join(directory, 'settings.yaml'), 'currency: USD\n');
});
afterEach(() => rm(directory, { recursive: true }));

/** What is taken away from the report of the whole. */
let without: (report: Report) => Report;

/** The whole has two values, one of which no file system takes. */
function made({ by, value }: ReportRequest): Report {
  const { subject, by: splitBy, ...rest } = reportOf('Cost per job');
  return by === undefined
    ? rest
    : value === undefined
      ? { ...rest, by: { ...splitBy, dimension: by, title: 'Team', values: ['checkout', '../x'] } }
      : { ...rest, subject: { ...subject, dimension: by, title: 'Team', value } };
}

async function run(...argv: string[]) {
  let out = '';
  let error = '';
  const unused = () => Promise.reject(new Error('not asked'));
  const service: ReportingService = {
    queryData: unused,
    checkHealth: unused,
    callResource: unused,
    report: (_, request) => {
      asked.push(request);
      return Promise.resolve(without(made(request)));
    },
    close: () => Promise.resolve(),
  };
  const code = await runCommand(['report', '--settings', path.join(directory, 'settings.yaml'), ...argv], {
    createService: () => Promise.resolve(service),
    openDeliveries: () => unused(),
    now: () => 0,
    output: { out: (text) => (out += text), error: (text) => (error += text) },
  });
  return { code, out, error };
}

describe('report at the command line', () => {
  it('writes the whole as Markdown and HTML and says so', async () => {
    const files = path.join(directory, 'a', 'b');
    const { code, out, error } = await run('--period', '2026-10', '--out', files);
    expect({ code, out }).toEqual({
      code: 0,
      out: ['md', 'html'].map((ending) => `${path.join(files, `report-2026-10.${ending}`)}\n`).join(''),
    });
    expect(error).toBe('warning: Cost per job: Cost per job\n'); // the KPI that could not be told, with its reason
    expect(asked).toEqual([{ period: '2026-10', grain: 'month' }]);
    expect(await readFile(path.join(files, 'report-2026-10.md'), 'utf8')).toMatch(/^# Unit economics, October 2026\n/);
    expect(await readFile(path.join(files, 'report-2026-10.html'), 'utf8')).toMatch(/^<!doctype html>/);
  });

  it('writes one for each value of the dimension, of the same period, below the directory whatever its name', async () => {
    const { code } = await run('--weekly', '--by', 'team', '--out', directory, '--format', 'csv,json', '--movers', 'team,region'); // prettier-ignore
    expect(code).toBe(0);
    expect(asked).toEqual([
      { grain: 'week', by: 'team', movers: ['team', 'region'] },
      { period: '2026-10', by: 'team', value: 'checkout', movers: ['region'] },
      { period: '2026-10', by: 'team', value: '../x', movers: ['region'] },
    ]);
    const files = (await readdir(directory)).filter((name) => name !== 'settings.yaml').sort();
    expect(files).toHaveLength(6);
    expect(files).toEqual(expect.arrayContaining(['report-2026-10.csv', 'report-2026-10-team-checkout.json']));
    expect(files.filter((name) => /^report-2026-10-team-x-[0-9a-f]{8}\.(csv|json)$/.test(name))).toHaveLength(2);
    const json = JSON.parse(await readFile(path.join(directory, 'report-2026-10.json'), 'utf8')) as Report;
    expect(json.schemaVersion).toBe(1);
  });

  it('tells the movers of one value by services where nothing else was asked for', async () => {
    const { code } = await run('--by', 'team', '--out', directory, '--format', 'json', '--movers', 'team');
    expect(code).toBe(0);
    expect(asked.map(({ movers }) => movers)).toEqual([['team'], undefined, undefined]);
  });

  it('exits 1 where the period has not one number, though other periods have, and says so', async () => {
    without = ({ spend, kpis, ...rest }) => ({
      ...rest,
      spend: { history: spend?.history ?? [] },
      kpis: kpis.map(({ name, title, expression, unit, history }) => ({ name, title, expression, unit, history })),
    });
    const { code, error } = await run('--out', directory);
    expect(code).toBe(1);
    expect(error).toContain('There is not one number of October 2026.');
    without = ({ spend, ...rest }) => ({ ...rest, spend: { history: spend?.history ?? [] } });
    expect((await run('--out', directory)).code).toBe(0); // a KPI has one
  });

  it('exits 2 on a period that is none', async () => {
    expect(await run('--period', '2026-13')).toEqual({
      code: 2,
      out: '',
      error: 'A period is a month such as 2026-10 or a week such as 2026-W41, not 2026-13.\n',
    });
    expect(asked).toEqual([]);
  });

  it('says where it cannot write', async () => {
    const { code, error } = await run('--out', path.join(directory, 'settings.yaml'));
    expect(code).toBe(1);
    expect(error).toContain('Give a directory by --out.');
  });

  it.each([
    [['--format', 'pdf'], '--format of a report is one or more of md,html,csv,json. See: help\n'],
    [['--by', 'team,region'], 'report has one --by DIMENSION. See: help\n'],
    [['--weekly', '--period', '2026-10'], '--weekly and the month --period 2026-10 contradict each other. See: help\n'],
  ])('exits 2 on %j', async (argv, message) => {
    expect(await run(...argv)).toEqual({ code: 2, out: '', error: message });
  });
});
