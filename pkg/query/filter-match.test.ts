import { matcher } from './filter-match.ts';

const dimension = { name: 'team', from: [], values: {}, rules: [], rest: 'unattributed' };

describe('matcher', () => {
  it.each([
    ['in', ['a', 'b'], ['a', 'b'], ['c', null]],
    ['notIn', ['a'], ['b', null], ['a']],
    ['in', ['unattributed'], [null], ['a']],
    ['notIn', ['unattributed'], ['a'], [null]],
    ['in', ['unattributed'], ['unattributed'], ['a']], // a value that is called like the rest is one with it
    ['regex', ['check.*', 'pay'], ['checkout', 'pay'], ['payments', 'my checkout', null]],
    ['regex', ['.*'], ['a', null], []], // the rest by its name, as in the SQL of costs
    ['regex', ['un.*'], [null, 'unknown'], ['a']],
  ] as const)('%s %j', (op, values, yes, no) => {
    const match = matcher({ dimension, op, values });
    expect([yes.map(match), no.map(match)]).toEqual([yes.map(() => true), no.map(() => false)]);
  });

  it('is not slowed by a pattern that makes other engines explode', () => {
    const match = matcher({ dimension, op: 'regex', values: ['(a+)+$'] });
    expect(match(`${'a'.repeat(50_000)}!`)).toBe(false); // a backtracking engine would not come back
  });

  it('refuses what RE2 does not have, in words', () => {
    expect(() => matcher({ dimension, op: 'regex', values: ['(?=a)b'] })).toThrow('RE2 syntax has no look-around');
  });
});
