import { openTestBills, type TestBills } from '../cost/testing.ts';
import type { Frame } from '../model/frame.ts';
import { ask, noticesOf, type World } from './testing/ask.ts';

/** Which quantities tell efficiency from price (design section 4.17), over bills as they are read. */
const columns = 'ChargePeriodStart,BilledCost,EffectiveCost,ChargeCategory,SkuId,ConsumedQuantity,ConsumedUnit,ServiceName,CommitmentDiscountStatus,Tags,BillingCurrency'; // prettier-ignore
const second = { from: '2026-06-02', to: '2026-06-02' };

let bills: TestBills;
beforeAll(async () => {
  bills = await openTestBills();
});
afterAll(async () => {
  await bills.close();
});

interface Row {
  readonly cost: number;
  readonly sku?: string;
  readonly quantity?: number;
  readonly unit?: string;
  readonly service?: string;
  readonly status?: string;
  readonly team?: string;
}

let written = 0;

/** 1 June against 2 June: 10 jobs of each team on both days, so that all change is in what a job costs. */
async function world(before: readonly Row[], after: readonly Row[]): Promise<World> {
  const lines = [before, after].flatMap((rows, index) =>
    rows.map(({ cost, sku = '', quantity = '', unit = '', service = 'S', status = '', team = 'a' }) =>
      [`2026-06-0${index + 1}T00:00:00Z`, cost, cost, 'Usage', sku, quantity, unit, service, status, `"{""team"":""${team}""}"`, 'USD'].join(',')
    )
  ); // prettier-ignore
  written++;
  await bills.write(`${written}/bill.csv`, [columns, ...lines, ''].join('\n'));
  const teams = [...new Set([...before, ...after].map(({ team = 'a' }) => team))];
  return {
    cost: bills.source,
    metrics: [{ name: 'jobs', title: 'OCR jobs', unit: 'job', additivity: 'additive', dimensions: { team: 'team' } }],
    usage: { jobs: ['2026-06-01', '2026-06-02'].flatMap((day) => teams.map((team): [string, number, string] => [day, 10, team])) },
    settings: {
      connections: [{ name: 'here', type: 'files', path: bills.root }],
      costs: [{ name: 'cloud', connection: 'here', format: 'focus', location: String(written), completeAfter: '48h' }],
    },
  }; // prettier-ignore
}

/** Effects of team a; an effect that no group has, has no column. */
function effectsOf(frame: Frame | undefined): Record<string, number> {
  const names = ['change', 'Volume', 'Mix', 'Efficiency', 'Price', 'Unit cost', 'Not split'];
  const text = frame?.fields.find(({ name }) => name === 'team' || name === 'path')?.column;
  // A digest folds a team whose cost did not change: there the row of all is that of a.
  const row = text?.type === 'string' ? Math.max(0, text.values.indexOf('a')) : 0;
  return Object.fromEntries(
    (frame?.fields ?? []).flatMap(({ name, column }) => {
      const value = column.type === 'number' ? Math.round((column.values[row] ?? NaN) * 1e4) / 1e4 : 0;
      return names.includes(name) && value !== 0 ? [[name, value]] : [];
    })
  );
}

const together = (money: string) =>
  `Efficiency and price stay together as unit cost: the bill has no quantity of a SKU for ${money} of the cost.`;

describe.each(['drivers', 'digest'])('quantities that tell efficiency from price: %s', (result) => {
  const answer = async (before: readonly Row[], after: readonly Row[]) => {
    const query = {
      formulas: [{ expression: 'cost / jobs' }],
      groupBy: ['team'],
      result,
      drivers: { as: 'table' },
      digest: { detail: 'sku' },
    };
    const frames = await ask(await world(before, after), query, second);
    return { effects: effectsOf(frames[0]), notices: noticesOf(frames) };
  };
  const hours = (cost: number, quantity?: number, more: Partial<Row> = {}): Row => ({
    cost,
    sku: 'k1',
    unit: 'Hours',
    ...(quantity !== undefined && { quantity }),
    ...more,
  });

  it('are those of a SKU', async () => {
    // 10 -> 20 hours at $1: 10 more, all of it hours per job.
    const { effects, notices } = await answer([hours(10, 10)], [hours(20, 20)]);
    expect(effects).toEqual({ change: 10, Efficiency: 10 });
    expect(notices).not.toContain('unit cost');
  });

  it('are not those of charges without a SKU, which may be hours of anything', async () => {
    // 90 hours at $1 and 10 at $10, then 10 and 90: 100 hours on both days, at $1.90 and $9.10, and no price changed.
    const cheap = (n: number): Row => ({ cost: n, quantity: n, unit: 'Hours', service: 'cheap' });
    const dear = (n: number): Row => ({ cost: 10 * n, quantity: n, unit: 'Hours', service: 'dear' });
    const { effects, notices } = await answer([cheap(90), dear(10)], [cheap(10), dear(90)]);
    expect(effects).toEqual({ change: 720, 'Unit cost': 720 });
    expect(notices).toContain(together('$910.00'));
  });

  it('are unknown where some of the cost has none', async () => {
    // $20 on both days; what is missing of the first day would look like 5 -> 10 hours at half the price: +-20 ln 2.
    const { effects, notices } = await answer([hours(10, 5), hours(10)], [hours(10, 5), hours(10, 5)]);
    expect(effects).toEqual({});
    expect(notices).toContain(together('$20.00'));
    // The other way round alike: $20 -> $30, and nothing tells hours from their price.
    expect((await answer([hours(20, 10)], [hours(10, 5), hours(20)])).effects).toEqual({ change: 10, 'Unit cost': 10 });
  });

  it('are unknown too where the cost without a quantity names no unit, as FOCUS has it', async () => {
    const bare = { cost: 10, sku: 'k1' };
    // k1 in hours 10 -> 20, k1 without a unit 10 -> 0: both as unit cost, which is 0 together.
    expect((await answer([hours(10, 5), bare], [hours(20, 10)])).effects).toEqual({});
    // Nor did k1 begin on the second day: that would be efficiency +20 and unit cost -20.
    expect((await answer([bare, bare], [hours(20, 10)])).effects).toEqual({});
  });

  it('of other SKUs and groups stay', async () => {
    const k2 = (quantity: number): Row => ({ cost: quantity, sku: 'k2', unit: 'Hours', quantity });
    const other = [hours(10, undefined, { team: 'b' })];
    // k2 takes 10 -> 30 hours at $1: efficiency 20. k1 costs 10 -> 15 without a quantity: unit cost 5.
    const { effects } = await answer([k2(10), hours(10), ...other], [k2(30), hours(15), ...other]);
    expect(effects).toEqual({ change: 25, Efficiency: 20, 'Unit cost': 5 });
    // Team b's k1 lacks its quantity, team a's does not.
    expect((await answer([hours(10, 10), ...other], [hours(20, 20), ...other])).effects).toEqual({
      change: 10,
      Efficiency: 10,
    });
  });

  it.each(['Hours', ''])('miss nothing of the unused part of a commitment, with the unit "%s"', async (unit) => {
    // Used 10 -> 20 hours at $1, and as much less unused: a unit of its own, or one price for both.
    const unused = (cost: number): Row => ({ cost, sku: 'k1', unit, status: 'Unused' });
    const { effects } = await answer([hours(10, 10), unused(20)], [hours(20, 20), unused(10)]);
    // With the unit: $30 for 10 -> 20 hours, half the price: 30 ln 2. Without: used +10 by hours, unused -10.
    expect(effects).toEqual(
      unit === 'Hours' ? { Efficiency: 20.7944, Price: -20.7944 } : { Efficiency: 10, 'Unit cost': -10 }
    );
  });

  it('miss nothing of a discount on the SKU', async () => {
    // $20 - $10 for 10 hours, then $40 - $20 for 20: hours per job doubled, at $1.
    const { effects } = await answer([hours(20, 10), hours(-10)], [hours(40, 20), hours(-20)]);
    expect(effects).toEqual({ change: 10, Efficiency: 10 });
  });
});
