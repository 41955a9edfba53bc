import { short, table } from './table.ts';

it('shows each figure with its yardstick, the ratio to it, the target and the verdict, in columns', () => {
  const text = table([
    {
      what: 'first query',
      figure: 550,
      unit: 'ms',
      yardstick: { figure: 500, name: 'DuckDB' },
      target: 1.3,
      how: 'n 3',
    },
    { what: 'memory', figure: 812.4, unit: 'MiB', target: 512, how: 'peak' },
    { what: 'per charge', figure: 55.04, unit: 'ns', how: '' },
  ]);
  expect(text.split('\n')).toEqual([
    'what          figure  yardstick      ratio      target          how',
    'first query   550 ms  500 ms DuckDB  1.1 x    <= 1.3 x  met     n 3',
    'memory       812 MiB                        <= 512 MiB  missed  peak',
    'per charge     55 ns',
  ]);
});

it.each([
  [0.0461, '0.0461'],
  [1.2345, '1.23'],
  [99.96, '100'],
  [1234.5, '1235'],
  [7, '7'],
])('writes %d as %s', (value, text) => {
  expect(short(value)).toBe(text);
});
