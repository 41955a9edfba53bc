import fc from 'fast-check';
import { DateTime } from 'luxon';
import type { CostRequest } from './cost-source.ts';
import { byDay, byHour, dataset, day, dimension, never, openTestBills, request, type TestBills } from './testing.ts';

let bills: TestBills;
beforeAll(async () => {
  bills = await openTestBills();
});
afterAll(async () => {
  await bills.close();
});

const header =
  'ChargePeriodStart,ChargePeriodEnd,BilledCost,EffectiveCost,ConsumedQuantity,ConsumedUnit,BillingCurrency';

interface Row {
  /** UTC, as in the file. */
  readonly start: string;
  readonly end: string;
  readonly cost: number;
}

async function write(name: string, rows: readonly Row[]): Promise<void> {
  const lines = rows.map(({ start, end, cost }) => `${start},${end},${cost},${cost},${cost},GB,USD`);
  await bills.write(name, `${[header, ...lines].join('\n')}\n`);
}

function asked(name: string, more: Partial<CostRequest> = {}): CostRequest {
  return request(bills, name, {
    dataset: dataset(name, { rollup: { grain: 'hour', columns: [] } }),
    grain: 'hour',
    ...more,
  });
}

async function hours(name: string, more: Partial<CostRequest> = {}): Promise<Record<string, number>> {
  return byHour(await bills.source.fetch(asked(name, more), never));
}

it('puts a charge of an hour or less into the hour in which it starts', async () => {
  await write('short.csv', [
    { start: '2024-03-01T10:00:00Z', end: '2024-03-01T11:00:00Z', cost: 1 },
    { start: '2024-03-01T10:59:00Z', end: '2024-03-01T11:59:00Z', cost: 2 },
    { start: '2024-03-01T11:00:00Z', end: '2024-03-01T11:00:00Z', cost: 4 },
  ]);
  expect(await hours('short.csv')).toEqual({ '2024-03-01T10:00Z': 3, '2024-03-01T11:00Z': 4 });
});

it('divides a longer one by time over the hours that lie on its day', async () => {
  // From 22:30 for three hours: half an hour and one hour lie on the day, so 1/3 and 2/3 of 9.
  await write('several.csv', [{ start: '2024-03-01T22:30:00Z', end: '2024-03-02T01:30:00Z', cost: 9 }]);
  const found = await hours('several.csv');
  expect(Object.keys(found)).toEqual(['2024-03-01T22:00Z', '2024-03-01T23:00Z']);
  expect(found['2024-03-01T22:00Z']).toBeCloseTo(3, 12);
  expect(found['2024-03-01T23:00Z']).toBeCloseTo(6, 12);
});

it('books a charge of a day or longer on the first hour, or spreads it over all hours of its dates', async () => {
  await write('long.csv', [
    { start: '2024-10-27', end: '2024-10-28', cost: 50 }, // Berlin's clocks go back: 25 hours from 22:00 UTC on
    { start: '2024-03-30', end: '2024-04-01', cost: 94 }, // two days: 24 hours of 47, then 23 hours of 47
  ]);
  const berlin = { timezone: 'Europe/Berlin' };
  expect(await hours('long.csv', berlin)).toEqual({ '2024-03-29T23:00Z': 94, '2024-10-26T22:00Z': 50 });
  for (const measure of ['EffectiveCost', 'ConsumedQuantity'] as const) {
    const found = await hours('long.csv', { ...berlin, measure });
    expect(Object.keys(found)).toHaveLength(24 + 23 + 25);
    expect(found['2024-03-30T22:00Z']).toBeCloseTo(47 / 24, 12); // last hour of the 30th
    expect(found['2024-03-30T23:00Z']).toBeCloseTo(47 / 23, 12); // first hour of the 31st
    expect(found['2024-10-27T22:00Z']).toBeCloseTo(2, 12); // last of the 25
    expect(found['2024-10-27T23:00Z']).toBeUndefined();
  }
});

it('cuts hours from local midnight on, where zones are half an hour off', async () => {
  await write('kolkata.csv', [
    { start: '2024-03-01T18:00:00Z', end: '2024-03-01T19:00:00Z', cost: 1 }, // 23:30 local: the day's last hour
    { start: '2024-03-01T18:30:00Z', end: '2024-03-01T19:30:00Z', cost: 2 }, // midnight
    { start: '2024-03-01T19:00:00Z', end: '2024-03-01T21:00:00Z', cost: 8 }, // 00:30 to 02:30
  ]);
  expect(await hours('kolkata.csv', { timezone: 'Asia/Kolkata' })).toEqual({
    '2024-03-01T17:30Z': 1,
    '2024-03-01T18:30Z': 2 + 2,
    '2024-03-01T19:30Z': 4,
    '2024-03-01T20:30Z': 2,
  });
});

it('refuses hours of a dataset that does not ask for them', async () => {
  const plain = { ...asked('short.csv'), dataset: dataset('short.csv') };
  await expect(bills.source.fetch(plain, never)).rejects.toMatchObject({
    code: 'badQuery',
    message: 'The cost dataset cloud answers by the day. Ask by day, or set rollup: { grain: hour } on it.',
  });
});

it('keeps roll-ups by the hour and by the day apart, each built when it is asked for', async () => {
  await write('kept.csv', [
    { start: '2024-03-01T10:00:00Z', end: '2024-03-01T11:00:00Z', cost: 1 },
    { start: '2024-03-01T22:30:00Z', end: '2024-03-02T01:30:00Z', cost: 9 },
    { start: '2024-03-01', end: '2024-03-03', cost: 4 },
  ]);
  const team = dimension('team', { from: ['tag:team'] });
  const byTheHour = asked('kept.csv', { measure: 'EffectiveCost', groupBy: [team], dimensions: [team] });
  const scanned = await bills.source.fetch(byTheHour, never);
  await bills.source.settled();
  const rolled = await bills.source.fetch(byTheHour, never);
  expect([scanned.origin, rolled.origin]).toEqual(['scan', 'rollup']);
  expect(byHour(rolled)).toEqual(byHour(scanned));
  const byTheDay = { ...byTheHour, grain: 'day' } as const;
  expect(await bills.source.fetch(byTheDay, never)).toMatchObject({ origin: 'scan' });
  await bills.source.settled();
  const days = await bills.source.fetch(byTheDay, never);
  expect(days.origin).toBe('rollup');
  expect(byDay(days)).toEqual({ '2024-03-01 -': 12, '2024-03-02 -': 2 });
});

/** Hours and days by luxon and one minute after the other, for zones whose days begin at a quarter of an hour UTC. */
class Clock {
  readonly #zone: string;

  constructor(zone: string) {
    this.#zone = zone;
  }

  date(ms: number): string {
    return DateTime.fromMillis(ms, { zone: this.#zone }).toISODate() ?? '';
  }

  startOfDate(date: string): number {
    let ms = Date.parse(`${date}T00:00:00Z`) - 16 * hour;
    while (this.date(ms) < date) {
      ms += 15 * minute;
    }
    return ms;
  }

  startOfHour(ms: number): number {
    const start = this.startOfDate(this.date(ms));
    return start + Math.floor((ms - start) / hour) * hour;
  }
}

const minute = 60_000;
const hour = 60 * minute;

/** What a charge gives to each hour, by the rules of the design and nothing else. */
function parts({ start, end, cost }: Row, clock: Clock, spread: boolean): Map<number, number> {
  const [from, to] = [Date.parse(start), Date.parse(end)];
  const found = new Map<number, number>();
  const divide = (first: number, last: number, amount: number): void => {
    const dayStart = clock.startOfDate(clock.date(first));
    for (let ms = first; ms < last; ms += minute) {
      const slot = dayStart + Math.floor((ms - dayStart) / hour) * hour;
      found.set(slot, (found.get(slot) ?? 0) + (amount * minute) / (last - first));
    }
  };
  const length = to - from;
  if (length <= hour) {
    found.set(clock.startOfHour(from), cost);
  } else if (length < 23 * hour) {
    const next = DateTime.fromISO(clock.date(from)).plus({ days: 1 }).toISODate() ?? '';
    divide(from, Math.min(to, clock.startOfDate(next)), cost);
  } else {
    const days = Math.max(1, Math.round(length / (24 * hour)));
    for (let index = 0; index < (spread ? days : 1); index++) {
      const at = (offset: number) =>
        clock.startOfDate(
          new Date(Date.parse(start.slice(0, 10)) + (index + offset) * 24 * hour).toISOString().slice(0, 10)
        );
      if (spread) {
        divide(at(0), at(1), cost / days);
      } else {
        found.set(at(0), cost);
      }
    }
  }
  return found;
}

/** Zones with the day around which charges are drawn: clocks set on it, or an odd offset. */
const zones: readonly [string, string][] = [
  ['UTC', '2024-02-28'],
  ['Europe/Berlin', '2024-03-31'],
  ['Europe/Berlin', '2024-10-27'],
  ['Asia/Kolkata', '2024-06-01'],
  ['Pacific/Chatham', '2024-04-07'], // UTC+13:45 to +12:45
  ['Australia/Lord_Howe', '2024-04-07'], // half an hour back: 24.5 hours
  ['America/Havana', '2024-11-03'], // from 01:00 back to midnight: two midnights
  ['America/Sao_Paulo', '2018-11-04'], // midnight is skipped
];

describe.each(zones)('in %s around %s', (timezone, around) => {
  const lengths = fc.oneof(
    fc.integer({ min: 0, max: 60 }),
    fc.integer({ min: 61, max: 23 * 60 - 1 }),
    fc.integer({ min: 23 * 60, max: 25 * 60 }),
    fc.integer({ min: 2, max: 5 }).map((days) => days * 24 * 60)
  );
  const middle = Date.parse(`${around}T00:00:00Z`);
  const row = fc
    .record({
      offset: fc.integer({ min: -36 * 60, max: 48 * 60 }),
      length: lengths,
      cents: fc.integer({ min: -1000, max: 100_000 }),
    })
    .map(({ offset, length, cents }): Row => {
      const start = middle + offset * minute;
      const text = (ms: number) => new Date(ms).toISOString();
      return { start: text(start), end: text(start + length * minute), cost: cents / 100 };
    });
  let count = 0;

  it('the hours of a day add up to the day, and each has what its charges give it', async () => {
    const clock = new Clock(timezone);
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 25 }), async (rows) => {
        const name = `${timezone.replace('/', '-')}-${around}-${count++}.csv`;
        await write(name, rows);
        const first = day(around);
        for (const measure of ['BilledCost', 'EffectiveCost'] as const) {
          const wanted = asked(name, { measure, timezone, days: { from: first - 4, to: first + 10 } });
          const expected = new Map<number, number>();
          for (const one of rows) {
            parts(one, clock, measure === 'EffectiveCost').forEach((amount, slot) => {
              expected.set(slot, (expected.get(slot) ?? 0) + amount);
            });
          }
          for (const from of ['scan', 'rollup']) {
            const answer = await bills.source.fetch(wanted, never);
            const daily = await bills.source.fetch({ ...wanted, grain: 'day' }, never);
            await bills.source.settled();
            expect(measure === 'EffectiveCost' || answer.origin === from).toBe(true);
            expect([...answer.times].sort((a, b) => a - b)).toEqual([...expected.keys()].sort((a, b) => a - b));
            const sums = new Map<string, number>();
            answer.times.forEach((time, index) => {
              const amount = answer.amounts[index] ?? NaN;
              expect(Math.abs(amount - (expected.get(time) ?? NaN))).toBeLessThan(1e-6);
              sums.set(clock.date(time), (sums.get(clock.date(time)) ?? 0) + amount);
            });
            const ofDays = Object.entries(byDay(daily));
            expect([...sums.keys()].sort()).toEqual(ofDays.map(([date]) => date));
            for (const [date, amount] of ofDays) {
              expect(Math.abs(amount - (sums.get(date) ?? NaN))).toBeLessThan(1e-7);
            }
          }
        }
      }),
      { numRuns: 6 }
    );
  });
});
