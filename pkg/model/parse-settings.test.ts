import { UnitEconomicsError } from './errors.ts';
import { parseSettings } from './parse-settings.ts';

const files = { name: 'here', type: 'files', path: '/data' };
const cost = { name: 'cloud', connection: 'here', format: 'focus', location: 'focus' };
const jobs = { name: 'jobs', connection: 'here', location: 'jobs.csv', unit: 'job', additivity: 'additive' };

function parse(settings: unknown, catalogFile?: unknown) {
  return parseSettings(JSON.stringify(settings), ['total'], catalogFile);
}

describe('parseSettings', () => {
  it('gives every entry its defaults', () => {
    const { catalog, currency, timezone, problems } = parse({ connections: [files], costs: [cost], metrics: [jobs] });
    expect(problems).toEqual([]);
    expect({ currency, timezone }).toEqual({ currency: 'USD', timezone: 'UTC' });
    expect(catalog.costs.get('cloud')).toMatchObject({
      completeAfter: 48 * 3_600_000,
      inTotal: true,
      longCharges: { BilledCost: 'book', EffectiveCost: 'spread' },
    });
    expect(catalog.metrics.get('jobs')).toMatchObject({
      nativeGrain: 'day',
      gaps: 'none',
      aggregate: { time: 'sum', groups: 'sum' },
      completeAfter: 0,
    });
  });

  it('drops the keys that Grafana adds and warns about others', () => {
    const { problems } = parse({
      tlsSkipVerify: true,
      timeout: 3,
      colour: 'red',
      connections: [{ ...files, speed: 1 }],
    });
    expect(problems.map(({ severity, message }) => `${severity} ${message.split(';')[0]}`)).toEqual([
      'warning unknown key colour is ignored',
      'warning unknown key speed is ignored',
    ]);
  });

  it('lets a bad entry cost itself only', () => {
    const { catalog, problems } = parse({
      connections: [files],
      costs: [
        { ...cost, format: 'punch cards' },
        { ...cost, name: 'other' },
      ],
      metrics: [jobs, { ...jobs, name: 'Jobs' }, { ...jobs, name: 'ghost', connection: 'gone' }],
    });
    expect([...catalog.costs.keys()]).toEqual(['other']);
    expect([...catalog.metrics.keys()]).toEqual(['jobs']);
    expect(problems.map(({ place }) => place)).toEqual(['costs[0] (cloud)', 'metrics[1] (Jobs)', 'metrics[2] (ghost)']);
    expect(catalog.broken.get('metrics.ghost')).toBe('connection gone is not a usable one; usable are here');
  });

  it.each([
    ['jobs twice', { metrics: [jobs, jobs] }, 'the name jobs is used twice; rename one'],
    [
      'a measure',
      { metrics: [{ ...jobs, name: 'cost' }] },
      'the name cost is reserved by the formula language; choose another',
    ],
    [
      'a function',
      { metrics: [{ ...jobs, name: 'total' }] },
      'the name total is reserved by the formula language; choose another',
    ],
    [
      'a metric and a KPI',
      { metrics: [jobs], kpis: [{ name: 'jobs', expression: 'cost' }] },
      'the name jobs is already one of the metrics; rename one',
    ],
  ])('refuses the name of %s', (_, lists, message) => {
    expect(parse({ connections: [files], ...lists }).problems).toEqual([
      expect.objectContaining({ severity: 'error', message }),
    ]);
  });

  it.each([
    [
      'a misspelt key',
      { metrics: [{ ...jobs, unit: undefined, unti: 'job' }] },
      'unknown key unti; did you mean unit?; unit: is missing: One of what is counted, in the singular: job, customer, GB',
    ],
    [
      'no additivity',
      { metrics: [{ ...jobs, additivity: undefined }] },
      'additivity: is missing; one of additive, snapshot, distinct',
    ],
    [
      'a wrong additivity',
      { metrics: [{ ...jobs, additivity: 'additiv' }] },
      'additivity: additiv is not one of additive, snapshot, distinct; did you mean additive?',
    ],
    ['a number for a text', { metrics: [{ ...jobs, unit: 5 }] }, 'unit: must be text, and is 5'],
    ['no connection', { metrics: [{ ...jobs, connection: undefined }] }, 'connection: is missing; usable are here'],
    [
      'a misspelt connection',
      { metrics: [{ ...jobs, connection: 'heer' }] },
      'connection heer is not a usable one; did you mean here? Usable are here',
    ],
  ])('says of %s what to write', (_, lists, message) => {
    expect(parse({ connections: [files], ...lists }).problems).toEqual([
      expect.objectContaining({ severity: 'error', message }),
    ]);
  });

  it('says of a connection which types there are', () => {
    const [problem] = parse({ connections: [{ ...files, type: 'flies' }] }).problems;
    expect(problem?.message).toMatch(/^type: flies is not one of .*files.*; did you mean files\?$/);
  });

  it('names the key that an unknown one is like', () => {
    const [problem] = parse({ connections: [files], metrics: [{ ...jobs, gapz: 'zero' }] }).problems;
    expect(problem?.message).toBe('unknown key gapz is ignored; did you mean gaps?');
  });

  it('appends the lists of the catalog file', () => {
    const { catalog, problems } = parse(
      { connections: [files], catalogFile: 'catalog.yaml' },
      { costs: [cost], metrics: [jobs], extra: 1 }
    );
    expect([...catalog.costs.keys(), ...catalog.metrics.keys()]).toEqual(['cloud', 'jobs']);
    expect(problems).toEqual([expect.objectContaining({ severity: 'warning', place: 'catalog file' })]);
  });

  it.each([
    [{ timezone: 'Mars/Olympus' }, 'timezone: Mars/Olympus is not an IANA time zone such as Europe/Berlin'],
    [{ currency: 'dollars' }, 'currency: must be an ISO 4217 code such as USD'],
    [[], 'not a JSON object'],
  ])('refuses a head that cannot be read: %j', (settings, message) => {
    expect(() => parse(settings)).toThrow(UnitEconomicsError);
    expect(() => parse(settings)).toThrow(message);
  });
});
