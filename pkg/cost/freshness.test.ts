import { dataset, day, never, openTestBills, request } from './testing.ts';
import { costCompleteThrough, lateProviders, providerFreshness } from './freshness.ts';

const end = (text: string) => Date.parse(text);
const providers = [
  { name: 'AWS', newestEnd: end('2026-11-01T00:00:00Z') },
  { name: 'GCP', newestEnd: end('2026-10-29T00:00:00Z') },
  { name: 'Oracle', newestEnd: end('2026-10-30T06:00:00Z') },
];

it('names a provider that stays behind the newest by more than charges may take to arrive', () => {
  // GCP ends 72 h before AWS and Oracle 42 h: only the first is more than 48 h.
  expect(lateProviders({ providers }, dataset('x'), 'UTC')).toEqual([
    {
      severity: 'warning',
      text: 'Cost dataset cloud: provider GCP ends 2026-10-28, 3 days behind AWS.',
    },
  ]);
  const impatient = dataset('x', { completeAfter: 12 * 3_600_000 });
  expect(lateProviders({ providers }, impatient, 'UTC').map(({ text }) => text)).toEqual([
    'Cost dataset cloud: provider GCP ends 2026-10-28, 3 days behind AWS.',
    'Cost dataset cloud: provider Oracle ends 2026-10-30, 1 day behind AWS.',
  ]);
});

it('counts days in the calendar of the data source, hours below a day, and a provider may lack a name', () => {
  const two = [
    { name: '', newestEnd: end('2026-10-31T06:00:00Z') },
    { name: 'AWS', newestEnd: end('2026-11-01T00:00:00Z') },
  ];
  const impatient = dataset('x', { completeAfter: 0 });
  expect(lateProviders({ providers: two }, impatient, 'Pacific/Auckland').map(({ text }) => text)).toEqual([
    'Cost dataset cloud: a provider without name ends 2026-10-31, 18 hours behind AWS.',
  ]);
});

it('gives each provider its end; in a closed dataset, and alone, nobody is late', () => {
  const closed = { ...dataset('x'), until: '2026-10-31' };
  expect(providerFreshness({ providers }, closed).map(({ name, isLate }) => [name, isLate])).toEqual([
    ['AWS', false],
    ['GCP', false],
    ['Oracle', false],
  ]);
  expect(providerFreshness({ providers }, dataset('x'))[1]).toEqual({
    name: 'GCP',
    newestEnd: Date.UTC(2026, 9, 29),
    behind: 3 * 86_400_000,
    isLate: true,
  });
  expect(lateProviders({ providers: [] }, dataset('x'), 'UTC')).toEqual([]);
});

it('follows from the charges, of which those of a month do not count', async () => {
  const bills = await openTestBills();
  await bills.write(
    'mixed.csv',
    [
      'ChargePeriodStart,ChargePeriodEnd,BilledCost,BillingCurrency,ProviderName',
      '2024-03-01,2024-03-02,1,USD,AWS',
      '2024-03-09,2024-03-10,1,USD,AWS',
      '2024-03-04T10:00:00Z,2024-03-04T11:00:00Z,1,USD,GCP',
      '2024-03-01,2024-04-01,1,USD,GCP',
      '2024-03-01,2024-04-01,1,USD,Marketplace',
    ].join('\n')
  );
  const { facts } = await bills.source.fetch(request(bills, 'mixed.csv'), never);
  await bills.close();
  expect(facts.newestEnd).toBe(day('2024-03-10') * 86_400_000);
  expect(lateProviders(facts, dataset('mixed.csv'), 'UTC').map(({ text }) => text)).toEqual([
    'Cost dataset cloud: provider GCP ends 2024-03-04, 5 days behind AWS.', // 5 days and 13 hours
  ]);
});

// The charges of 10 June end at local midnight after it: of UTC-4, UTC, UTC+9, UTC+13 and UTC-11.
const ends: readonly (readonly [string, string])[] = [
  ['America/New_York', '2026-06-11T04:00:00Z'],
  ['UTC', '2026-06-11T00:00:00Z'],
  ['Asia/Tokyo', '2026-06-10T15:00:00Z'],
  ['Pacific/Apia', '2026-06-10T11:00:00Z'],
  ['Pacific/Pago_Pago', '2026-06-11T11:00:00Z'],
];

describe.each(ends)('in %s', (timezone, midnight) => {
  it.each([
    ['dates', '2026-06-10', '2026-06-11'],
    ['instants', '2026-06-10T00:00:00Z', '2026-06-11T00:00:00Z'],
  ])('a daily bill written as %s is complete to the end of its last date', async (_, from, to) => {
    const bills = await openTestBills();
    const header = 'ChargePeriodStart,ChargePeriodEnd,BilledCost,BillingCurrency,ProviderName';
    await bills.write('daily.csv', [header, `${from},${to},1,USD,AWS`, '2026-06-01,2026-07-01,1,USD,AWS'].join('\n'));
    const days = { from: day('2026-06-01'), to: day('2026-06-30') };
    const asked = request(bills, 'daily.csv', { timezone, days });
    const first = await bills.source.fetch(asked, never);
    await bills.source.settled();
    const rolled = await bills.source.fetch(asked, never);
    await bills.close();
    expect([first.origin, rolled.origin]).toEqual(['scan', 'rollup']);
    for (const { facts } of [first, rolled]) {
      expect(costCompleteThrough(facts, dataset('daily.csv'), end('2026-07-01T00:00:00Z'))).toBe(end(midnight));
    }
  });
});

it('charges of an hour end at their instant, whatever the zone', async () => {
  const bills = await openTestBills();
  await bills.write(
    'hourly.csv',
    'ChargePeriodStart,ChargePeriodEnd,BilledCost,BillingCurrency\n2026-06-10T21:00:00Z,2026-06-10T22:00:00Z,1,USD'
  );
  const { facts } = await bills.source.fetch(request(bills, 'hourly.csv', { timezone: 'America/New_York' }), never);
  await bills.close();
  expect(facts.newestEnd).toBe(end('2026-06-10T22:00:00Z'));
});
