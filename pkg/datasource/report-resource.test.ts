import { settingsOf, sourcesOf, type World } from '../query/testing/ask.ts';
import type { Report } from '../report/report.ts';
import { Reports } from './report-resource.ts';

const world: World = {
  charges: [
    { day: '2026-09-10', team: 'a', cost: 100 },
    { day: '2026-10-10', team: 'a', cost: 240 },
    { day: '2026-10-10', team: 'b', cost: 50 },
  ],
  settings: {
    costs: [{ name: 'cloud', connection: 'here', format: 'focus', location: '.', until: '2027-12-31' }],
    kpis: [{ name: 'spent', title: 'Spent', expression: 'cost' }],
  },
};

async function get(query: string, of: World = world) {
  const reports = new Reports(sourcesOf(of), () => Date.parse('2026-12-15T00:00:00Z'));
  const { status, contentType, body } = await reports.resource(new URLSearchParams(query), settingsOf(of), new AbortController().signal); // prettier-ignore
  return { status, contentType, text: Buffer.from(body).toString() };
}

async function spendOf(query: string, of?: World): Promise<number | undefined> {
  const report = JSON.parse((await get(`${query}&format=json`, of)).text) as Report;
  return report.spend?.now;
}

describe('the resource report', () => {
  it.each([
    ['html', 'text/html; charset=utf-8', '<!doctype html>'],
    ['md', 'text/markdown; charset=utf-8', '# Unit economics, October 2026'],
    ['csv', 'text/csv; charset=utf-8', 'section,kpi,item'],
    ['json', 'application/json', '{\n  "schemaVersion": 1'],
  ])('comes as %s with its content type', async (format, contentType, start) => {
    const answer = await get(`period=2026-10&format=${format}`);
    expect(answer).toMatchObject({ status: 200, contentType });
    expect(answer.text.slice(0, start.length)).toBe(start);
  });

  it('is a page of the last complete month when nothing is asked', async () => {
    const { contentType, text } = await get('');
    expect(contentType).toBe('text/html; charset=utf-8');
    expect(text).toContain('<title>Unit economics, November 2026</title>');
  });

  it('is of the whole, or of one value, within the scope of the settings', async () => {
    expect(await spendOf('period=2026-10')).toBe(290);
    expect(await spendOf('period=2026-10&by=team&value=b')).toBe(50);
    const limited = { ...world, settings: { ...world.settings, scope: [{ dimension: 'team', op: 'in', values: ['b'] }] } }; // prettier-ignore
    expect(await spendOf('period=2026-10', limited)).toBe(50);
    expect(await spendOf('period=2026-10&by=team&value=a', limited)).toBe(0);
  });

  it.each([
    ['period=yesterday', 'A period is a month such as 2026-10 or a week such as 2026-W41, not yesterday.'],
    ['format=pdf', 'Ask for report?period=2026-10'],
    ['value=a', 'value needs by'],
    ['by=nowhere', 'There is no dimension nowhere.'],
    ['colour=red', 'colour'],
    ['movers=', 'There is no dimension .'],
    ['movers=a,b,c,d,e,f', 'Movers are told by one to five dimensions, not by 6.'],
  ])('refuses %s in words', async (query, message) => {
    await expect(get(query)).rejects.toMatchObject({ code: 'badQuery', message: expect.stringContaining(message) as unknown }); // prettier-ignore
  });

  it('refuses more reports than can wait', async () => {
    const never: World = { ...world, cost: { ...sourcesOf(world).cost, fetch: () => new Promise(() => undefined) } };
    const reports = new Reports(sourcesOf(never), () => 0);
    const ended = new AbortController();
    const make = () => reports.make({ period: '2026-10' }, settingsOf(never), ended.signal);
    const waiting = Array.from({ length: 22 }, () => make().catch((failure: unknown) => failure));
    await expect(make()).rejects.toMatchObject({ code: 'tooMuch' });
    ended.abort();
    await Promise.all(waiting);
  });
});
