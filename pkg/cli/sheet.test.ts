import type { Field, Frame } from '../model/frame.ts';
import { asJson, asTable, sheetsOf, tablesOf } from './sheet.ts';

const number = (values: readonly number[]) => ({ type: 'number', values: Float64Array.from(values) }) as const;

const month: Field = { name: 'time', column: { type: 'time', values: Float64Array.from([Date.UTC(2026, 0, 1)]) } };

function series(name: string, team: string, value: number): Field {
  const config = { displayNameFromDS: `${name}: ${team}` };
  return { name, labels: { team, formula: name }, config, column: number([value]) };
}

const custom = {
  grain: 'month',
  timezone: 'UTC',
  asOf: '',
  freshness: [],
  units: { cost: 'USD', 'cost / jobs': 'USD / job' },
} as const;

it('gives each of several formulas a table of its own where they are split by group, and one to programs', () => {
  const frame: Frame = {
    meta: { type: 'timeseries-wide', custom },
    fields: [month, ...['cost', 'cost / jobs'].flatMap((name) => [series(name, 'a', 7), series(name, 'b: c', 8)])],
  };
  expect(tablesOf([frame]).map(asTable).join('\n').split('\n')).toEqual([
    'cost: USD',
    'date        a  b: c',
    '──────────  ─  ────',
    '2026-01-01  7     8',
    '',
    'cost / jobs: USD / job',
    'date        a  b: c',
    '──────────  ─  ────',
    '2026-01-01  7     8',
    '',
  ]);
  expect(JSON.parse(asJson(sheetsOf([frame])))).toMatchObject({
    columns: ['date', 'cost: a', 'cost: b: c', 'cost / jobs: a', 'cost / jobs: b: c'],
  });
});

it('leaves formulas without groups side by side', () => {
  const alone = (name: string): Field => ({ name, labels: { formula: name }, column: number([7]) });
  const frame: Frame = { meta: { type: 'timeseries-wide', custom }, fields: [month, alone('cost'), alone('jobs')] };
  expect(tablesOf([frame]).map(({ columns }) => columns)).toEqual([['date', 'cost', 'jobs']]);
});

it('shows an age in days and hours, and leaves it a number to programs', () => {
  const hour = 3_600_000;
  const age: Field = {
    name: 'age',
    config: { unit: 'ms' },
    column: number([789 * 24 * hour + 3 * hour, 23 * hour, 0]),
  };
  const sheets = sheetsOf([{ meta: { type: 'table', custom: { ...custom, units: {} } }, fields: [age] }]);
  expect(sheets.map(asTable).join('').split('\n').slice(3)).toEqual(['789d 3h', '    23h', '     0h', '']);
  expect(JSON.parse(asJson(sheets))).toEqual({
    columns: ['age'],
    units: {},
    rows: [[68_180_400_000], [82_800_000], [0]],
    incompleteFrom: -1,
    notices: [],
  });
});

it('writes no minus before what rounds to zero', () => {
  const value: Field = { name: 'value', column: number([-0.0000001, 1.5, -1.5]) };
  const text = asTable(sheetsOf([{ meta: { type: 'table' }, fields: [value] }])[0]!);
  expect(text.split('\n').slice(3)).toEqual([' 0.000', ' 1.500', '-1.500', '']);
});

it('shows an end by the last day before it, and what is complete by its last whole day', () => {
  const time = (name: string, ...values: number[]): Field => ({
    name,
    column: { type: 'time', values: Float64Array.from(values) },
  });
  const midnight = Date.UTC(2024, 9, 1);
  const noon = Date.UTC(2024, 9, 1, 12);
  const fields = ['newest', 'complete through', 'as of'].map((name) => time(name, midnight, noon));
  expect(sheetsOf([{ meta: { type: 'table', custom }, fields }])[0]?.rows).toEqual([
    ['2024-09-30', '2024-09-30', '2024-10-01'],
    ['2024-10-01', '2024-09-30', '2024-10-01'],
  ]);
});
