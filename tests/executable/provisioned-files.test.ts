import { readFileSync } from 'node:fs';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { readDataSources } from '../../preview/server/provisioning.ts';
import { sampleSettings } from '../../scripts/sample-data/settings-file.ts';
import { openProvisioned, type Provisioned, read } from './provisioned.ts';

let site: Provisioned;

beforeAll(async () => {
  site = await openProvisioned();
}, 60_000);
afterAll(() => site.end());

describe('the provisioned data source', () => {
  it("has the sample data's settings, with the directory from the environment", () => {
    const [dataSource] = readDataSources('provisioning', { UNIT_ECONOMICS_DATA: '/somewhere' });
    expect(dataSource?.uid).toBe('uniteconomics');
    expect(dataSource?.jsonData).toEqual(sampleSettings('/somewhere'));
  });

  it('passes its own health test', async () => {
    const { status, body } = await site.api.health('uniteconomics');
    expect(body).toMatchObject({ status: 'OK' });
    expect(status).toBe(200);
  });
});

describe('the files that start Grafana', () => {
  it("name this plugin in grafana.ini and put what it needs into the container's environment", () => {
    const { id } = z.object({ id: z.string() }).parse(JSON.parse(readFileSync('plugin.json', 'utf8')));
    const ini = read('grafana.ini');
    expect(ini).toContain(`[plugin.${id}]\n`);
    expect(ini).toContain(`allow_loading_unsigned_plugins = ${id}\n`);
    const compose = z
      .object({
        services: z.object({
          grafana: z.object({ environment: z.record(z.string(), z.string()), volumes: z.array(z.string()) }),
        }),
      })
      .parse(parseYaml(readFileSync('docker-compose.yaml', 'utf8'))).services.grafana;
    const wanted = [
      ...`${ini}${read('datasources/unit-economics.yaml')}${read('dashboards/unit-economics.yaml')}`.matchAll(
        /\$(?:__env)?\{(\w+)\}/g
      ),
    ];
    expect(wanted.length).toBeGreaterThan(0);
    for (const [, name = ''] of wanted) {
      expect(compose.environment[name]).toMatch(/^\//);
    }
    expect(compose.volumes).toContain(`./dist:/var/lib/grafana/plugins/${id}:ro`);
    expect(compose.volumes).toContain(`./sample-data:${compose.environment['UNIT_ECONOMICS_DATA'] ?? ''}:ro`);
  });
});
