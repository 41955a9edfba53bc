import { withSettings } from './arguments.ts';

describe('withSettings', () => {
  it.each([
    [
      ['query', 'cost / jobs'],
      ['query', 'cost / jobs', '--settings', 's.yaml'],
    ],
    [['check'], ['check', '--settings', 's.yaml']],
    [
      ['query', 'cost', '--settings', 'mine.yaml'],
      ['query', 'cost', '--settings', 'mine.yaml'],
    ],
    [
      ['query', 'cost', '--settings=mine.yaml'],
      ['query', 'cost', '--settings=mine.yaml'],
    ],
    [['help'], ['help']],
    [[], []],
  ])('makes %j into %j', (given, expected) => {
    expect(withSettings(given, 's.yaml')).toEqual(expected);
  });
});
