import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { servePreview, type Preview } from '../../preview/server/serve.ts';
import { executableName } from '../../scripts/build/build.ts';

/** The preview's server with the real executable, asked as a browser does. */
let directory: string;
let preview: Preview;

beforeAll(async () => {
  directory = mkdtempSync(path.join(os.tmpdir(), 'preview-'));
  writeFileSync(path.join(directory, 'index.html'), '<title>page</title>');
  preview = await servePreview({
    port: 0,
    dist: 'dist',
    executable: path.resolve('dist', executableName),
    provisioning: 'provisioning',
    env: { UNIT_ECONOMICS_DATA: directory },
    pluginEnv: { GF_PLUGIN_ALLOWED_PATHS: directory, GF_PLUGIN_CACHE_PATH: path.join(directory, 'cache') },
    page: directory,
    onLog: () => undefined,
  });
});
afterAll(async () => {
  await preview.close();
  rmSync(directory, { recursive: true });
});

interface Reply {
  readonly status: number | undefined;
  readonly text: string;
}

function call(method: string, target: string, body?: unknown, headers: Record<string, string> = {}): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const request = http.request(`${preview.url}${target}`, { method, headers }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => {
        resolve({ status: response.statusCode, text: Buffer.concat(parts).toString() });
      });
    });
    request.on('error', reject);
    request.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

const bootstrap = z.object({
  dataSources: z.array(z.object({ uid: z.string() })),
  dashboards: z.array(z.object({ uid: z.string() })),
});

describe('the server of the preview', () => {
  it('listens on the loopback interface only', () => {
    expect(preview.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  it('tells the page which data sources and dashboards are provisioned', async () => {
    const { dataSources, dashboards } = bootstrap.parse(JSON.parse((await call('GET', '/api/preview')).text));
    expect(dataSources.map(({ uid }) => uid)).toEqual(['uniteconomics']);
    expect(dashboards.map(({ uid }) => uid).sort()).toEqual([
      'unit-economics',
      'unit-economics-drivers',
      'unit-economics-executive',
      'unit-economics-team',
    ]);
  });

  it("answers an unanswerable query with 400 and the plugin's own words, under its refId", async () => {
    const query = { refId: 'B', datasource: { uid: 'uniteconomics' }, formulas: [{ expression: 'cost / nothing' }] };
    const { status, text } = await call('POST', '/api/ds/query', { from: '0', to: '86400000', queries: [query] });
    expect(status).toBe(400);
    const { results } = z
      .object({ results: z.record(z.string(), z.object({ error: z.string(), status: z.int() })) })
      .parse(JSON.parse(text));
    expect(results['B']?.error).toContain('nothing');
    expect(results['B']?.status).toBe(400);
  });

  it('hands resources and health on, with their status', async () => {
    const catalog = await call('GET', '/api/datasources/uid/uniteconomics/resources/catalog');
    expect(catalog.status).toBe(200);
    expect(catalog.text).toContain('"cost_per_customer"');
    expect((await call('GET', '/api/datasources/uid/uniteconomics/resources/nowhere')).status).toBe(404);
    const health = await call('GET', '/api/datasources/uid/uniteconomics/health');
    expect(health.status).toBe(400); // no data in the directory
    expect(JSON.parse(health.text)).toMatchObject({ status: 'ERROR' });
  });

  it('adds an empty data source, keeps what is saved in it, and leaves the provisioned one alone', async () => {
    const { uid } = z.object({ uid: z.string() }).parse(JSON.parse((await call('POST', '/api/datasources')).text));
    const saved = await call('PUT', `/api/datasources/uid/${uid}`, { jsonData: { currency: 'EUR' } });
    expect(JSON.parse(saved.text)).toMatchObject({ uid, jsonData: { currency: 'EUR' } });
    const catalog = await call('GET', `/api/datasources/uid/${uid}/resources/catalog`);
    expect(JSON.parse(catalog.text)).toMatchObject({ currency: 'EUR' });
    const refused = await call('PUT', '/api/datasources/uid/uniteconomics', { jsonData: {} });
    expect(refused.status).toBe(403);
    expect(refused.text).toContain('provisioned');
  });

  it("serves the plugin's files, icons and the page, and nothing outside of them", async () => {
    expect((await call('GET', '/public/plugins/perunit-uniteconomics-datasource/plugin.json')).status).toBe(200);
    expect((await call('GET', '/public/build/img/icons/unicons/plus.svg')).text).toContain('<svg');
    expect((await call('GET', '/d/unit-economics')).text).toContain('<title>page</title>');
    expect((await call('GET', '/public/fonts/inter/Inter-Regular.woff2')).status).toBe(200);
    expect((await call('GET', '/public/fonts/x.woff2')).status).toBe(404);
    const outside = '/public/plugins/perunit-uniteconomics-datasource/..%2f..%2fpackage.json';
    expect((await call('GET', outside)).status).toBe(404);
  });

  it.each([
    ['another site', { origin: 'https://example.com' }],
    ['another port of this machine', { origin: 'http://127.0.0.1:1' }],
    ['a host name bent to this machine', { host: 'example.com' }],
  ])('does not answer %s', async (_, headers) => {
    expect((await call('GET', '/api/preview', undefined, headers)).status).toBe(403);
  });
});
