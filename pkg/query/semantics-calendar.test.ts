import { ask, datesOf, seriesOf, type World } from './testing/ask.ts';

/** The data source's own weeks, years and hours (design section 4.2), from end to end; figures are worked out by hand. */
function days(from: string, to: string): string[] {
  const all: string[] = [];
  for (let t = Date.parse(from); t <= Date.parse(to); t += 86_400_000) {
    all.push(new Date(t).toISOString().slice(0, 10));
  }
  return all;
}

const jobs = { name: 'jobs', unit: 'job', additivity: 'additive' };
const hourMs = 3_600_000;

describe('semantics 2: weeks start where the settings say', () => {
  /** On day n of June 2026 cost n and one job; the 1st is a Monday. */
  const june: World = {
    charges: days('2026-06-01', '2026-06-30').map((day, index) => ({ day, cost: index + 1 })),
    metrics: [jobs],
    usage: { jobs: days('2026-06-01', '2026-06-30').map((day): [string, number] => [day, 1]) },
  };
  const asked = { from: '2026-06-10', to: '2026-06-14' };
  const query = { formulas: [{ name: 'x', expression: 'cost / jobs' }], grain: 'week' };

  it('on Sundays', async () => {
    const answer = await ask({ ...june, settings: { weekStart: 'sunday' } }, query, asked);
    expect(datesOf(answer[0])).toEqual(['2026-06-07', '2026-06-14']);
    expect(seriesOf(answer)).toEqual({ x: [10, 17] }); // the mean of 7 to 13, and of 14 to 20
  });

  it('on Mondays otherwise', async () => {
    const answer = await ask(june, query, asked);
    expect(datesOf(answer[0])).toEqual(['2026-06-08']);
    expect(seriesOf(answer)).toEqual({ x: [11] });
  });

  it('also for a metric by week and what is spread over its days', async () => {
    const weekly = { ...jobs, nativeGrain: 'week', gaps: 'spread' };
    const world: World = {
      ...june,
      metrics: [weekly],
      usage: { jobs: [['2026-06-07', 70], ['2026-06-14', 140]] }, // prettier-ignore
      settings: { weekStart: 'sunday' },
    };
    const byDay = { formulas: [{ name: 'x', expression: 'jobs' }], grain: 'day' };
    const answer = await ask(world, byDay, { from: '2026-06-13', to: '2026-06-14' });
    expect(seriesOf(answer)).toEqual({ x: [10, 20] });
  });

  it('in previous()', async () => {
    const world = { ...june, settings: { weekStart: 'sunday' } };
    const before = { formulas: [{ name: 'x', expression: 'previous(cost)' }], grain: 'week' };
    expect(seriesOf(await ask(world, before, asked))).toEqual({ x: [21, 70] }); // 1 to 6 June, and 7 to 13
  });
});

describe('semantics 2: quarters and years start where the settings say', () => {
  const season = days('2025-01-01', '2027-06-30');
  const world = (fiscalYearStart: number): World => ({
    charges: season.map((day) => ({ day, cost: 1 })),
    settings: { fiscalYearStart },
  });
  const asked = { from: '2026-06-10', to: '2026-07-10' };
  const spend = (grain: string) => ({ formulas: [{ name: 'x', expression: 'cost' }], grain });

  it.each([
    [2, 'quarter', ['2026-05-01'], [92]], // May, June, July
    [2, 'year', ['2026-02-01'], [365]],
    [7, 'quarter', ['2026-04-01', '2026-07-01'], [91, 92]],
    [7, 'year', ['2025-07-01', '2026-07-01'], [365, 365]],
    [1, 'quarter', ['2026-04-01', '2026-07-01'], [91, 92]],
    [1, 'year', ['2026-01-01'], [365]],
    [4, 'month', ['2026-06-01', '2026-07-01'], [30, 31]],
  ])('month %d, by %s', async (start, grain, dates, values) => {
    const answer = await ask(world(start), spend(grain), asked);
    expect(datesOf(answer[0])).toEqual(dates);
    expect(seriesOf(answer)).toEqual({ x: values });
  });

  it('a year ago is the fiscal year before', async () => {
    const formulas = [
      { name: 'p', expression: 'previous(cost)' },
      { name: 't', expression: 'timeShift(cost, 1 YEAR)' },
    ];
    const answer = await ask(world(2), { formulas, grain: 'year' }, asked);
    expect(seriesOf(answer)).toEqual({ p: [365], t: [365] }); // 1 February 2025 to 31 January 2026
    const early = await ask(world(7), { formulas, grain: 'year' }, { from: '2026-07-01', to: '2026-07-01' });
    expect(seriesOf(early)).toEqual({ p: [365], t: [365] });
  });

  it('a basis by year counts the days of calendar years', async () => {
    const people = { name: 'people', unit: 'engineer', additivity: 'snapshot' };
    const staffed: World = {
      ...world(2),
      metrics: [people],
      usage: { people: season.map((day): [string, number] => [day, 2]) },
    };
    const formula = { name: 'x', expression: 'cost / people', per: 'year' };
    const { x } = seriesOf(
      await ask(staffed, { formulas: [formula], grain: 'quarter' }, { ...asked, to: '2026-06-30' })
    );
    expect(x).toEqual([expect.closeTo(365 / 2, 9)]); // 92 / 2 over 92 / 365 of a year
  });
});

describe('semantics 2: hours of a day with 23 and with 25', () => {
  /** One request in each hour. */
  const hourly = (from: string, hours: number): [string, number][] =>
    Array.from({ length: hours }, (_, hour) => [new Date(Date.parse(from) + hour * hourMs).toISOString(), 1]);
  const requests = { ...jobs, nativeGrain: 'hour' };
  const berlin = (usage: [string, number][]): World => ({
    metrics: [requests],
    usage: { jobs: usage },
    settings: { timezone: 'Europe/Berlin' },
  });
  const timesOf = (frames: Awaited<ReturnType<typeof ask>>) =>
    Array.from(frames[0]?.fields[0]?.column.values ?? [], Number);
  const query = { formulas: [{ name: 'x', expression: 'jobs' }], grain: 'hour' };

  it('stamps each with its start: the clocks go forward at 02:00', async () => {
    const usage = hourly('2026-03-27T23:00:00Z', 24 * 4); // local midnight of the 28th on
    const answer = await ask(berlin(usage), query, { from: '2026-03-29', to: '2026-03-29' });
    const day = timesOf(answer).slice(0, 24);
    expect(day[0]).toBe(Date.parse('2026-03-28T23:00:00Z'));
    expect(day[23]).toBe(Date.parse('2026-03-29T22:00:00Z')); // the 24th hour is the next day's first
    expect(day.every((time, index) => time === (day[0] ?? 0) + index * hourMs)).toBe(true);
    const byDay = await ask(berlin(usage), { ...query, grain: 'day' }, { from: '2026-03-29', to: '2026-03-29' });
    expect(seriesOf(byDay)['x']?.[0]).toBe(23);
  });

  it('and back at 03:00', async () => {
    const usage = hourly('2026-10-23T22:00:00Z', 24 * 4); // local midnight of the 24th on
    const asked = { from: '2026-10-25', to: '2026-10-25' };
    const times = timesOf(await ask(berlin(usage), query, asked));
    expect(times[0]).toBe(Date.parse('2026-10-24T22:00:00Z'));
    expect(times[25]).toBe(Date.parse('2026-10-25T23:00:00Z'));
    const byDay = await ask(berlin(usage), { ...query, grain: 'day' }, asked);
    expect(seriesOf(byDay)['x']?.[0]).toBe(25);
  });

  it('goes back by hours of sixty minutes, and by days to the same time of day', async () => {
    const first = Date.parse('2026-10-23T22:00:00Z'); // value n in the hour n after it
    const usage = Array.from({ length: 96 }, (_, hour): [string, number] => [new Date(first + hour * hourMs).toISOString(), hour]); // prettier-ignore
    const formulas = [
      { name: 'h', expression: 'timeShift(jobs, 24h)' },
      { name: 'd', expression: 'timeShift(jobs, 1d)' },
      { name: 'm', expression: 'monthToDate(jobs)' },
      { name: 'r', expression: 'rolling(jobs, 1d)' },
    ];
    const answer = await ask(berlin(usage), { formulas, grain: 'hour' }, { from: '2026-10-26', to: '2026-10-26' });
    const midnight = timesOf(answer).indexOf(Date.parse('2026-10-25T23:00:00Z')); // hour 49: 24 of the 24th, 25 of the 25th
    const at = (name: string) => seriesOf(answer)[name]?.[midnight];
    expect(at('h')).toBe(25);
    expect(at('d')).toBe(24); // local midnight of the 25th
    expect(at('m')).toBe((49 * 50) / 2);
    expect(at('r')).toBe(25 * 37); // from local 01:00 of the 25th, hours 25 to 49: their mean is 37
  });

  it('takes a basis by the length of the hours: a longer day is still one', async () => {
    const stock = { name: 'gb', unit: 'GB', additivity: 'snapshot', nativeGrain: 'hour' };
    const usage = hourly('2026-10-23T22:00:00Z', 24 * 4);
    const world: World = { ...berlin(usage), metrics: [requests, stock], usage: { jobs: usage, gb: usage } };
    const formulas = [{ name: 'x', expression: 'jobs / gb', per: 'day' }];
    const { x = [] } = seriesOf(
      await ask(world, { formulas, grain: 'hour' }, { from: '2026-10-25', to: '2026-10-25' })
    );
    expect(x[0]).toBeCloseTo(25, 9); // one in a twenty-fifth of the day
    const byDay = seriesOf(await ask(world, { formulas, grain: 'day' }, { from: '2026-10-25', to: '2026-10-25' }));
    expect(byDay['x']?.[0]).toBeCloseTo(25, 9); // 25 in one day
  });
});
