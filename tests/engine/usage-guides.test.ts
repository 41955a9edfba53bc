import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parse as parseYaml } from 'yaml';
import { readSettingsFile } from '../../pkg/cli/settings-file.ts';
import { createService } from '../../pkg/datasource/create-service.ts';
import type { Service } from '../../pkg/datasource/service.ts';
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

describe('the guide to HTTP services', () => {
  it('gives settings that can be read', () => {
    const [settings = ''] = fences('http.md', 'yaml');
    const dimensions = [{ name: 'team', from: ['tag:team'] }];
    expect(problemsOf({ ...(parseYaml(settings) as object), dimensions })).toEqual([]);
  });

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
