import { mkdtemp, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { openDeliveries } from '../datasource/deliveries.ts';
import type { ReportingService } from '../datasource/service.ts';
import { sampleReport } from '../delivery/testing/sample-report.ts';
import { UnitEconomicsError } from '../model/errors.ts';
import type { ReportRequest } from '../report/make-report.ts';
import type { Report } from '../report/report.ts';
import { listen, sends, type Loopback } from '../usage/testing/loopback.ts';
import { runCommand } from './run-command.ts';

const token = 'tok-very-secret';

let directory: string;
let server: Loopback;
beforeEach(async () => {
  directory = await realpath(await mkdtemp(path.join(os.tmpdir(), 'cli-send-')));
  server = await listen(({ url }, response) => {
    sends(url.pathname === '/broken' ? 404 : 200, { message: `no, ${token}` })({} as never, response);
  });
  process.env['SEND_TEST_TOKEN'] = token;
  await writeFile(
    path.join(directory, 'settings.yaml'),
    `jsonData:
  recipients:
    - { name: board, type: webhook, url: "${server.url}/board" }
    - { name: broken, type: webhook, url: "${server.url}/broken" }
    - { name: checkout, type: webhook, url: "${server.url}/checkout", about: { dimension: team, value: checkout } }
    - { name: nobody, type: webhook, url: "${server.url}/nobody", about: { dimension: team, value: nobody } }
    - { name: lost, type: webhook, url: "${server.url}/lost", about: { dimension: planet, value: mars } }
    - { name: wrong, type: pigeon }
secureJsonData:
  recipients.board.token: \${SEND_TEST_TOKEN}
  recipients.broken.token: $SEND_TEST_TOKEN
`
  );
});
afterEach(async () => {
  delete process.env['SEND_TEST_TOKEN'];
  await server.close();
  await rm(directory, { recursive: true });
});

function made({ by, value }: ReportRequest): Report {
  if (by === 'planet') {
    throw new UnitEconomicsError('badQuery', 'There is no dimension planet.');
  }
  if (by === undefined || value === undefined) {
    return sampleReport;
  }
  const { spend, kpis, ...rest } = sampleReport;
  const subject = { dimension: by, title: 'Team', value };
  return value === 'nobody' ? { ...rest, subject, kpis: [] } : { ...rest, subject, kpis, ...(spend && { spend }) };
}

async function run(...argv: string[]) {
  let out = '';
  let error = '';
  const unused = () => Promise.reject(new Error('not asked'));
  const service: ReportingService = {
    queryData: unused,
    checkHealth: unused,
    callResource: unused,
    report: (_, request) => Promise.resolve().then(() => made(request)),
    close: () => Promise.resolve(),
  };
  const now = () => Date.UTC(2026, 10, 3, 6);
  const code = await runCommand(['report', '--settings', path.join(directory, 'settings.yaml'), ...argv], {
    createService: () => Promise.resolve(service),
    openDeliveries: (allowed) => openDeliveries({ allowed, cachePath: path.join(directory, 'cache'), now }),
    now,
    output: { out: (text) => (out += text), error: (text) => (error += text) },
  });
  expect(out + error).not.toContain(token);
  return { code, out, error };
}

describe('report --send', () => {
  it('sends once, to each that is named, and writes no files', async () => {
    expect(await run('--send', 'board,board')).toMatchObject({ code: 0, out: 'board: sent\n' });
    expect(await run('--send', 'board')).toMatchObject({
      code: 0,
      out: 'board: sent already at 2026-11-03T06:00:00.000Z; --again sends it once more\n',
    });
    expect(server.asked.map(({ headers }) => headers.authorization)).toEqual([`Bearer ${token}`]);
    expect(await run('--send', 'board', '--again')).toMatchObject({ code: 0, out: 'board: sent\n' });
    expect(server.asked).toHaveLength(2);
    expect((await readdir(directory)).sort()).toEqual(['cache', 'settings.yaml']);
  });

  it('goes on after one that fails, names it and exits 1', async () => {
    const { code, out, error } = await run('--send', 'broken,board');
    expect({ code, out }).toEqual({ code: 1, out: 'board: sent\n' });
    expect(error).toContain(
      'broken: The report was not sent to the recipient broken (webhook), which is not there (404): no, •••. Check its address.\n'
    );
  });

  it('sends a recipient the report on its own value', async () => {
    expect(await run('--send', 'board,checkout')).toMatchObject({ code: 0 });
    expect(server.asked.map(({ url, body }) => [url.pathname, (JSON.parse(body) as Report).subject?.value])).toEqual([
      ['/board', undefined],
      ['/checkout', 'checkout'],
    ]);
  });

  it('sends nothing where a value has no numbers, or a dimension is not known', async () => {
    const { code, out, error } = await run('--send', 'nobody,lost,board');
    expect({ code, out }).toEqual({ code: 1, out: 'board: sent\n' });
    expect(error).toContain(
      'nobody: Its report has no number in it and was not sent. Check its about: team, nobody.\n'
    );
    expect(error).toContain('lost: There is no dimension planet.\n');
    expect(server.asked).toHaveLength(1);
  });

  it('shows in a dry run what it would send, and sends nothing', async () => {
    const { code, out } = await run('--send', 'board', '--dry-run');
    expect(code).toBe(0);
    expect(out).toContain(`board: would be sent\nPOST ${server.url}/board\n`);
    expect(out).toContain('authorization: Bearer (the secret token)');
    expect(out).toContain('"title": "Cost per job"');
    expect(server.asked).toEqual([]);
  });

  it('writes files, too, where that is asked', async () => {
    expect((await run('--send', 'board', '--out', directory, '--format', 'json')).out).toBe(
      `${path.join(directory, 'report-2026-10.json')}\nboard: sent\n`
    );
  });

  it.each([
    ['gone', 'Nothing can be sent to gone: the settings have no such recipient; they have board, broken, checkout, nobody, lost.\n'], // prettier-ignore
    ['wrong', /^Nothing can be sent to wrong: type: /],
  ])('asks for nothing where %s cannot be used', async (name, message) => {
    const { code, out, error } = await run('--send', `board,${name}`);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(error).toMatch(message);
    expect(server.asked).toEqual([]);
  });

  it.each([['--dry-run'], ['--again'], ['--send=']])('exits 2 on %s alone', async (option) => {
    expect(await run(option)).toEqual({
      code: 2,
      out: '',
      error: '--dry-run and --again go with --send NAME[,NAME]. See: help\n',
    });
  });
});
