import { customOptions } from './custom-options.ts';

describe('values of a custom variable', () => {
  it.each([
    ['a, b', [{ text: 'a', value: 'a' }, { text: 'b', value: 'b' }]],
    ['the month before : 1mo,the year before : 1y', [{ text: 'the month before', value: '1mo' }, { text: 'the year before', value: '1y' }]],
    ['Larger : max(a\\, b)', [{ text: 'Larger', value: 'max(a, b)' }]],
    ['', []],
  ])('%j', (list, expected) => {
    expect(customOptions(list)).toEqual(expected);
  });
}); // prettier-ignore
