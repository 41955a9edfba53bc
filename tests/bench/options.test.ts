import { benchOptions } from './options.ts';

it('measures every part but the largest data on ten million charges unless told otherwise', () => {
  const { parts, sizes, json } = benchOptions([]);
  expect(parts).toEqual(['start', 'warm', 'cost', 'tags', 'digest', 'compute', 'growth']);
  expect(sizes).toEqual([100_000, 1_000_000, 10_000_000]);
  expect(json).toBeUndefined();
});

it('takes the parts it is given, on a tenth of the data when it shall be quick', () => {
  expect(benchOptions(['growth', 'quick', 'cost', '--json', 'out.json'])).toEqual({
    parts: ['cost', 'growth'],
    sizes: [10_000, 100_000, 1_000_000],
    json: 'out.json',
  });
});

it('names the parts there are when it is asked for another', () => {
  expect(() => benchOptions(['rollup'])).toThrow('There is no part rollup to measure. Parts are start, warm, cost');
});
