import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parse as parseYaml } from 'yaml';
import { readSettingsFile } from '../../pkg/cli/settings-file.ts';
import { createService } from '../../pkg/datasource/create-service.ts';
import type { Service } from '../../pkg/datasource/service.ts';
import { connectionKinds } from '../../pkg/model/connections/connection.ts';
import { parseQuery } from '../../pkg/model/parse-query.ts';
import { secretsByEntry } from '../../pkg/model/secrets.ts';
import { makePlan } from '../../pkg/query/make-plan.ts';
import { xlsxFile } from '../../pkg/usage/testing/xlsx-file.ts';
import { functionNames } from '../../pkg/formula/functions.ts';
import { parseSettings } from '../../pkg/model/parse-settings.ts';
import { listen, sends, type Answering, type Loopback } from '../../pkg/usage/testing/loopback.ts';
import { focusCsv, framesOf, numbersOf } from './site.ts';

/** What the guides in docs/usage show works as it stands there. */
function fences(guide: string, language: string): string[] {
  const text = readFileSync(path.resolve('docs/usage', guide), 'utf8');
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'gms'))].map(([, body = '']) => body);
}

const read = (day: number) => new Date(Date.UTC(2026, 2, day)).toISOString().slice(0, 10);

describe('the guide to cost per thousand active users', () => {
  /** Of March: half of the days 60,000, half 64,000, and one between: 62,000 on average. */
  const users = Array.from({ length: 31 }, (_, index) => (index < 15 ? 60_000 : index === 15 ? 62_000 : 64_000));
  const amplitude: Answering = (asked, response) => {
    const { searchParams } = asked.url;
    const march = users
      .map((_, index) => read(index + 1))
      .filter((date) => {
        const compact = date.replaceAll('-', '');
        return compact >= (searchParams.get('start') ?? '') && compact <= (searchParams.get('end') ?? '');
      });
    const series = [march.map((date) => users[Number(date.slice(8)) - 1])];
    sends(200, { data: { series, seriesMeta: [{ segmentIndex: 0 }], xValues: march } })(asked, response);
  };

  let server: Loopback;
  let root: string;
  let service: Service;

  beforeAll(async () => {
    server = await listen(amplitude);
    root = await realpath(await mkdtemp(path.join(os.tmpdir(), 'guide-')));
    await mkdir(path.join(root, 'data/billing'), { recursive: true });
    // 3,100 USD: 100 a day.
    const charges = users.map((_, index) => ({ day: read(index + 1), cost: 100 }));
    await writeFile(path.join(root, 'data/billing/march.csv'), focusCsv(charges));
    service = createService({
      allowed: [path.join(root, 'data')],
      cachePath: path.join(root, 'cache'),
      buildRollups: false,
      log: { info: () => undefined, warn: () => undefined },
      now: () => Date.parse('2026-04-10T12:00:00Z'),
    });
  });
  afterAll(async () => {
    delete process.env['AMPLITUDE_API_KEY'];
    delete process.env['AMPLITUDE_SECRET_KEY'];
    await service.close();
    await server.close();
    await rm(root, { recursive: true });
  });

  it('gives the settings and the query for the answer that it explains', async () => {
    const [settings = ''] = fences('amplitude.md', 'yaml');
    const [query = ''] = fences('amplitude.md', 'json');
    // Only the places are others: the bill is in a directory of this test, and this machine stands in for amplitude.com.
    const here = settings
      .replace('/var/lib/grafana/unit-economics', path.join(root, 'data'))
      .replace('site: us', `site: us, endpoint: "${server.url}"`);
    await writeFile(path.join(root, 'amplitude.yaml'), here);
    process.env['AMPLITUDE_API_KEY'] = 'key';
    process.env['AMPLITUDE_SECRET_KEY'] = 'secret';
    const { jsonData, secureJsonData } = await readSettingsFile(path.join(root, 'amplitude.yaml'));
    const context = { dataSource: { uid: 'u', name: 'n', jsonData, secureJsonData }, headers: {} };
    const request = { refId: 'A', json: query, from: Date.UTC(2026, 2, 1), to: Date.UTC(2026, 2, 31, 23, 59) };
    const answer = (await service.queryData(context, [request], new AbortController().signal)).get('A');
    // 3,100 USD / 62 thousand users.
    expect(Object.values(numbersOf(answer))).toEqual([[50]]);
    const [field] = framesOf(answer).flatMap(({ fields }) => fields.filter(({ column }) => column.type === 'number'));
    expect(field?.config).toMatchObject({
      displayNameFromDS: 'Cost per thousand active users',
      unit: 'suffix: USD / 1k users / month',
    });
    expect(server.asked[0]?.headers.authorization).toBe(`Basic ${Buffer.from('key:secret').toString('base64')}`);
    expect((await service.checkHealth(context, new AbortController().signal)).ok).toBe(true);
  });

  it('gives metrics that can be read', () => {
    const [, metrics = ''] = fences('amplitude.md', 'yaml');
    const connections = [{ name: 'product', type: 'amplitude' }];
    expect(
      problemsOf({
        connections,
        dimensions: [{ name: 'plan', from: ['tag:plan'] }],
        metrics: parseYaml(metrics) as unknown,
      })
    ).toEqual([]);
  });
});

describe.each(['amplitude', 'bigquery', 'datadog', 'files', 'google-sheets', 'http'])('the guide %s', (guide) => {
  const [yaml = ''] = fences(`${guide}.md`, 'yaml');
  const [json = ''] = fences(`${guide}.md`, 'json');
  const variables = [...yaml.matchAll(/\$\{(\w+)\}/g)].map(([, name = '']) => name);
  let directory: string;

  beforeAll(async () => {
    directory = await mkdtemp(path.join(os.tmpdir(), 'guide-'));
    variables.forEach((name) => (process.env[name] = `value of ${name}`));
  });
  afterAll(async () => {
    variables.forEach((name) => Reflect.deleteProperty(process.env, name));
    await rm(directory, { recursive: true });
  });

  const readGuide = async () => {
    await writeFile(path.join(directory, 'guide.yaml'), yaml);
    const file = await readSettingsFile(path.join(directory, 'guide.yaml'));
    return { ...file, settings: parseSettings(file.jsonData, functionNames) };
  };

  it('gives a provisioning file without a problem, each secret at its connection', async () => {
    const { settings, secureJsonData, uid } = await readGuide();
    expect([uid, settings.problems]).toEqual(['uniteconomics', []]);
    const { connections, metrics, kpis } = settings.catalog;
    expect(Math.min(connections.size, metrics.size, kpis.size)).toBeGreaterThan(0);
    for (const [name, secrets] of secretsByEntry('connections', secureJsonData)) {
      const connection = connections.get(name);
      expect(connection && Object.keys(connectionKinds[connection.type].secrets)).toEqual(
        expect.arrayContaining(Object.keys(secrets))
      );
    }
    expect(Object.values(secureJsonData)).toEqual(variables.map((name) => `value of ${name}`));
  });

  it('gives a query and KPIs that can be planned', async () => {
    const { settings } = await readGuide();
    const range = { from: Date.UTC(2026, 2, 1), to: Date.UTC(2026, 3, 1), now: Date.UTC(2026, 4, 1) };
    const request = { ...range, fromAlert: false, fromExpression: false };
    const names = [...settings.catalog.kpis.keys()].map((expression) => JSON.stringify({ formulas: [{ expression }] }));
    for (const query of [json, ...names]) {
      const { legs } = makePlan(parseQuery(query), settings, request);
      expect(legs.map(({ kind }) => kind).sort()).toEqual(['cost', 'usage']);
    }
  });

  it('says how to look at it, and how long values are kept', () => {
    const text = readFileSync(path.resolve('docs/usage', `${guide}.md`), 'utf8');
    expect(text).toMatch(/check --settings \w+\.yaml\n/);
    expect(text).toContain('(kept-values.md)');
  });
});

describe('the guide to files', () => {
  it('gives settings and a query for the answer that it explains', async () => {
    const root = await realpath(await mkdtemp(path.join(os.tmpdir(), 'guide-')));
    await mkdir(path.join(root, 'data/billing'), { recursive: true });
    await mkdir(path.join(root, 'data/usage'), { recursive: true });
    await writeFile(
      path.join(root, 'data/billing/march.csv'),
      focusCsv([{ day: '2026-03-01', cost: 500, team: 'ocr' }])
    );
    const rows = [['Jobs'], [], ['Datum', 'Squad', 'Anzahl'], ['01.03.2026', 'ocr', '250.000,0']];
    await writeFile(path.join(root, 'data/usage/jobs.xlsx'), xlsxFile({ sheets: { Jobs: rows } }));
    const [settings = ''] = fences('files.md', 'yaml');
    await writeFile(
      path.join(root, 'jobs.yaml'),
      settings.replace('/var/lib/grafana/unit-economics', path.join(root, 'data'))
    );
    const { jsonData, secureJsonData } = await readSettingsFile(path.join(root, 'jobs.yaml'));
    const service = createService({
      allowed: [path.join(root, 'data')],
      cachePath: path.join(root, 'cache'),
      buildRollups: false,
      log: { info: () => undefined, warn: () => undefined },
      now: () => Date.parse('2026-04-10T12:00:00Z'),
    });
    try {
      const context = { dataSource: { uid: 'u', name: 'n', jsonData, secureJsonData }, headers: {} };
      const [query = ''] = fences('files.md', 'json');
      const request = { refId: 'A', json: query, from: Date.UTC(2026, 2, 1), to: Date.UTC(2026, 2, 31, 23, 59) };
      const answer = (await service.queryData(context, [request], new AbortController().signal)).get('A');
      // 500 USD / 250 thousand jobs.
      expect(Object.values(numbersOf(answer))).toEqual([[2]]);
    } finally {
      await service.close();
      await rm(root, { recursive: true });
    }
  });
});

describe('the guide to HTTP services', () => {
  it('shows authentication and pages that can be read', () => {
    const text = readFileSync(path.resolve('docs/usage/http.md'), 'utf8');
    const rows = [...text.matchAll(/^\| `(\{ type: .*?\})` \|/gm)].map(([, flow = '']) =>
      flow.replace('https://…', 'https://id.test/token')
    );
    expect(rows.length).toBe(9);
    for (const flow of rows) {
      const entry = parseYaml(flow) as { readonly type: string };
      const isPages = ['link', 'cursor', 'page'].includes(entry.type);
      const connection = { name: 'crm', type: 'http', url: 'https://api.test', ...(isPages ? {} : { auth: entry }) };
      const metric = {
        name: 'orders',
        connection: 'crm',
        unit: 'order',
        additivity: 'additive',
        ...(isPages ? { pagination: entry } : {}),
      };
      expect([flow, problemsOf({ connections: [connection], metrics: [metric] })]).toEqual([flow, []]);
    }
  });
});

function problemsOf(settings: Readonly<Record<string, unknown>>) {
  return parseSettings(JSON.stringify(settings), functionNames).problems;
}
