import { noEffects, type Effects } from './effects.ts';
import { splitChange, type CostSplit } from './split.ts';
import { explain, type Subject } from './words.ts';

const lambda: Subject = { name: 'Lambda', currency: 'USD', unit: { one: 'job', many: 'OCR jobs' }, groups: 'teams' };

type Given = Partial<Omit<CostSplit, 'effects'>> & { readonly effects: Partial<Effects> };

/** A split as it is told: cost, units and effects as given. */
function split({ effects, cost0 = 1000, ...rest }: Given): CostSplit {
  const all = { ...noEffects, ...effects };
  const change = Object.values(all).reduce((sum, amount) => sum + amount, 0);
  return {
    method: 'lmdi',
    usage: 'groups',
    units0: 100,
    units1: 100,
    unsplit: [],
    together: { cost0: 0, cost1: 0 },
    groups: [],
    cost0,
    cost1: cost0 + change,
    change,
    effects: all,
    ...rest,
  };
}

describe('explain', () => {
  it.each<[string, CostSplit, string]>([
    [
      // 4,210 / 23,400 = 18.0%; L = 4,210 / ln(27,610 / 23,400) = 25,447; exp(-2,690 / 25,447) = 0.8997: 10% cheaper
      'growth against a cheaper unit',
      split({ cost0: 23_400, units0: 1000, units1: 1310, effects: { volume: 6900, unitCost: -2690 } }),
      'Lambda cost rose by $4,210 (+18%). OCR jobs rose by 31%: $6,900 of growth; each job became 10% cheaper: -$2,690.',
    ],
    [
      // L = 1000 / ln 2 = 1442.7 over 1,000 -> 2,000: exp(500 / 1442.7) = 1.414, for price, efficiency and mix alike
      'mix, efficiency and price that rise',
      split({ effects: { mix: 200, efficiency: 500, price: 300 } }),
      'Lambda cost rose by $1,000 (+100%). A dearer mix of teams: $200; each job needed 41% more of what is consumed: $500; prices rose by 23%: $300.',
    ],
    [
      // L = 500 / ln 2 = 721.3 over 1,000 -> 500: exp(-250 / 721.3) = 0.707: 29% less; exp(-150 / 721.3) = 0.812: 19%
      'the same as they fall',
      split({ effects: { mix: -100, efficiency: -250, price: -150 } }),
      'Lambda cost fell by $500.00 (-50%). A cheaper mix of teams: -$100.00; each job needed 29% less of what is consumed: -$250.00; prices fell by 19%: -$150.00.',
    ],
    [
      // L = 100 / ln 1.1 = 1049.2: exp(100 / 1049.2) = 1.1
      'a dearer unit',
      split({ effects: { unitCost: 100 } }),
      'Lambda cost rose by $100.00 (+10%). Each job became 10% dearer: $100.00.',
    ],
    [
      'fewer units, by a part of a percent',
      split({ units1: 99.6, effects: { volume: -4 } }),
      'Lambda cost fell by $4.00 (-0.4%). OCR jobs fell by 0.4%: -$4.00.',
    ],
    [
      'next to nothing',
      split({ units1: 100.001, effects: { volume: 0.01 } }),
      'Lambda cost rose by $0.01. OCR jobs rose by less than 0.1%: $0.01 of growth.',
    ],
    [
      'effects that cancel',
      split({ units1: 110, effects: { volume: 95, unitCost: -95 } }), // exp(-95 / 1000) = 0.909: 9.1% cheaper
      'Lambda cost did not change: $1,000. OCR jobs rose by 10%: $95.00 of growth; each job became 9.1% cheaper: -$95.00.',
    ],
    ['no change at all', split({ effects: {} }), 'Lambda cost did not change: $1,000.'],
    [
      'a month that is longer by a day',
      split({ days0: 30, days1: 31, effects: { calendar: 33 } }),
      'Lambda cost rose by $33.00 (+3.3%). 1 more day: $33.00.',
    ],
    [
      'a month that is shorter by days',
      split({ days0: 31, days1: 28, effects: { calendar: -97 } }),
      'Lambda cost fell by $97.00 (-10%). 3 fewer days: -$97.00.',
    ],
    [
      'cost outside the split',
      split({ effects: { unsplit: 20 }, unsplit: [{ reason: 'tax', cost0: 0, cost1: 20 }] }),
      'Lambda cost rose by $20.00 (+2%). Tax rose: $20.00.',
    ],
    [
      // The split part falls from 900 to 810: L = 90 / ln(10/9) = 854.2, exp(-90 / 854.2) = 0.9; of the whole it would be 8.6%.
      'a percentage of the part that is split alone',
      split({ effects: { unitCost: -90, unsplit: 20 }, unsplit: [{ reason: 'purchases', cost0: 100, cost1: 120 }] }),
      'Lambda cost fell by $70.00 (-7%). Each job became 10% cheaper: -$90.00; purchases rose: $20.00.',
    ],
    [
      'each reason for which cost is not split',
      split({
        effects: { unsplit: 1000 },
        daysWithout1: 10,
        unsplit: [
          { reason: 'credits', cost0: 0, cost1: -100 },
          { reason: 'days without known units', cost0: 0, cost1: 1000 },
          { reason: 'units not known', cost0: 200, cost1: 150 },
          { reason: 'no units', cost0: 0, cost1: 150 },
        ],
      }),
      'Lambda cost rose by $1,000 (+100%). Credits grew: -$100; cost on 10 days without known OCR jobs rose: $1,000; cost of teams without known OCR jobs fell: -$50; cost of teams with no OCR jobs rose: $150.',
    ],
    [
      'days without units whose number is not known',
      split({ effects: { unsplit: 300 }, unsplit: [{ reason: 'days without known units', cost0: 0, cost1: 300 }] }),
      'Lambda cost rose by $300.00 (+30%). Cost on days without known OCR jobs rose: $300.00.',
    ],
    [
      'growth that is only that of known units',
      split({
        units1: 70,
        effects: { volume: -300, unsplit: 300 },
        daysWithout1: 1,
        unsplit: [{ reason: 'days without known units', cost0: 0, cost1: 300 }],
      }),
      'Lambda cost did not change: $1,000. Known OCR jobs fell by 30%: -$300.00; cost on 1 day without known OCR jobs rose: $300.00.',
    ],
    [
      'small effects as the rest',
      split({ units1: 200, effects: { volume: 1000, price: 6, mix: -2, calendar: 1 } }),
      'Lambda cost rose by $1,005 (+101%). OCR jobs rose by 100%: $1,000 of growth; the rest: $5.',
    ],
    [
      'no rest that would read as 0',
      split({ units1: 200, effects: { volume: 1000, price: 0.2 } }),
      'Lambda cost rose by $1,000 (+100%). OCR jobs rose by 100%: $1,000 of growth.',
    ],
    [
      'a percentage that is none, because cost was below zero',
      split({ cost0: -50, effects: { unsplit: 80 }, unsplit: [{ reason: 'change of sign', cost0: -50, cost1: 30 }] }),
      'Lambda cost rose by $80.00. Amounts that changed sign: $80.00.',
    ],
  ])('tells %s', (_, given, text) => {
    expect(explain(given, lambda)).toBe(text);
  });

  it.each<[string, number, number, number, number, string]>([
    ['began', 0, 1500, 0, 20, 'Lambda cost is new: $1,500. OCR jobs began: $1,500 of growth.'],
    ['ended', 1500, 0, 20, 0, 'Lambda cost is gone: -$1,500. OCR jobs ended: -$1,500.'],
    ['is not there', 0, 0, 0, 0, 'Lambda cost nothing in either period.'],
  ])('tells what %s', (_, cost0, cost1, units0, units1, text) => {
    const period = (cost: number, units: number) => ({ units, cells: [{ group: '', skuId: '', cost }] });
    expect(explain(splitChange(period(cost0, units0), period(cost1, units1)), lambda)).toBe(text);
  });

  it('says that there is no usage', () => {
    const period = (cost: number) => ({ cells: [{ group: '', skuId: '', cost }] });
    expect(explain(splitChange(period(2000), period(3000)), lambda)).toBe(
      'Lambda cost rose by $1,000 (+50%). No usage is known, so the change is not split.'
    );
  });

  it('tells a unit that needs less of unlike quantities at equal prices as cheaper', () => {
    const period = (hours: number, gb: number) => ({
      units: 10,
      cells: [
        { group: '', skuId: 'h', consumedUnit: 'Hours', cost: hours, quantity: hours },
        { group: '', skuId: 'g', consumedUnit: 'GB', cost: gb, quantity: gb },
      ],
    });
    expect(explain(splitChange(period(100, 100), period(90, 90)), lambda)).toBe(
      'Lambda cost fell by $20.00 (-10%). Each job became 10% cheaper: -$20.00.'
    );
  });

  it('has nothing to say of usage where none was asked for', () => {
    const period = (cost: number) => ({ cells: [{ group: '', skuId: '', cost }] });
    const { name, currency } = lambda;
    expect(explain(splitChange(period(2000), period(3000)), { name, currency })).toBe(
      'Lambda cost rose by $1,000 (+50%).'
    );
  });

  it('says what is new in a living group without a percentage', () => {
    // The whole SKU goes to efficiency, and no cost was split before.
    const before = { units: 10, cells: [] };
    const after = { units: 10, cells: [{ group: '', skuId: 's', cost: 50, quantity: 5 }] };
    expect(explain(splitChange(before, after), lambda)).toBe(
      'Lambda cost is new: $50.00. Each job became dearer: $50.00.'
    );
  });

  it('names what is consumed where all of it is counted in one unit', () => {
    // 10 jobs before and after; Hours double at a price of 5: efficiency 50, all of the change.
    const period = (cost: number, quantity: number, consumedUnit = 'Hours') => ({
      units: 10,
      cells: [{ group: '', skuId: 's', cost, quantity, consumedUnit }, { group: '', skuId: 't', cost: 40, quantity: 4, consumedUnit: 'GB' }], // prettier-ignore
    });
    const told = (...periods: Parameters<typeof splitChange>) => explain(splitChange(...periods), lambda);
    // L of the split 90 -> 140 is 50 / ln(140/90) = 113.2; exp(50 / 113.2) = 1.556.
    expect(told(period(50, 10), period(100, 20))).toBe(
      'Lambda cost rose by $50.00 (+56%). Each job needed 56% more Hours: $50.00.'
    );
  });

  it('names units and groups in general where they have no name, and leaves names as they are', () => {
    const given = split({ units1: 200, effects: { volume: 500, mix: 500 } });
    expect(explain(given, { name: '<b>ocr</b>', currency: 'EUR' })).toBe(
      '<b>ocr</b> cost rose by €1,000 (+100%). Units rose by 100%: €500 of growth; a dearer mix of groups: €500.'
    );
  });

  it.each([
    ['JPY', 250, '¥250'],
    ['USD', 0.1, '$0.10'],
    ['USD', 0.55, '$0.55'],
    ['USD', 0.00123, '$0.00123'],
    ['credits', 12.5, '12.5 credits'],
    ['USD', 12_345_678, '$12,345,678'],
  ])('writes money in %s', (currency, amount, text) => {
    const given = split({ usage: 'total', cost0: amount, effects: { unitCost: amount } }); // doubles
    expect(explain(given, { name: 'S3', currency })).toBe(
      `S3 cost rose by ${text} (+100%). Each unit became 100% dearer: ${text}.`
    );
  });
});
