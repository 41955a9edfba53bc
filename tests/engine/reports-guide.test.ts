import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseCommand } from '../../pkg/cli/arguments.ts';
import { helpText } from '../../pkg/cli/help.ts';
import { reportFormats } from '../../pkg/report/formats.ts';
import { focusCsv, openSite, type Site } from './site.ts';

/** What docs/reports.md shows works as it stands there. */
const guide = readFileSync(path.resolve('docs/reports.md'), 'utf8');
const lines = [...guide.matchAll(/^```\n(.*?)^```/gms)].flatMap(([, body = '']) => body.trim().split('\n'));

describe('the guide to reports', () => {
  const commands = lines.filter((line) => line.startsWith('gpx_uniteconomics_linux_amd64 '));
  const addresses = lines.filter((line) => line.startsWith('/api/'));
  let site: Site;

  beforeAll(async () => {
    site = await openSite('2026-12-01T00:00:00Z');
    site.settings['timezone'] = 'UTC';
    site.settings['kpis'] = [{ name: 'spend', expression: 'cost' }];
    const charges = ['2026-09-30', '2026-10-08', '2026-10-31', '2026-11-30'].map((day) => ({ day, cost: 5, team: 'checkout' })); // prettier-ignore
    await site.write('focus/bill.csv', focusCsv(charges));
  });
  afterAll(() => site.end());

  it('has commands that can be typed', () => {
    expect(commands).toHaveLength(4);
    for (const command of commands) {
      expect(parseCommand(command.split(' ').slice(1)).kind).toBe('report');
    }
  });

  it('names every option that the help has', () => {
    const [, report = ''] = /^ {2}report(.*?)^ {2}check/ms.exec(helpText) ?? [];
    const options = [...report.matchAll(/--[a-z-]+/g)].map(([option]) => option);
    expect(options.length).toBeGreaterThan(9);
    options.forEach((option) => {
      expect(guide).toContain(option);
    });
  });

  it('has addresses that are answered, and every format', async () => {
    expect(addresses).toHaveLength(3);
    for (const address of [...addresses, ...reportFormats.map((format) => `/resources/report?format=${format}`)]) {
      const [, query = ''] = address.split('/resources/report?');
      const request = { method: 'GET', path: 'report', query: new URLSearchParams(query), body: new Uint8Array() };
      const { status } = await site.service.callResource(site.context(), request, new AbortController().signal);
      expect([address, status]).toEqual([address, 200]);
    }
    reportFormats.forEach((format) => {
      expect(guide).toContain(`| \`${format}\` |`);
    });
  });

  it.each(['drivers.md', 'delivery.md', 'queries.md'])('is linked with %s in both directions', (other) => {
    const [there, here] = [readFileSync(path.resolve('docs', other), 'utf8'), guide];
    expect(there).toContain('(reports.md');
    if (other !== 'queries.md') {
      expect(here).toContain(`(${other}`);
    }
  });
});
