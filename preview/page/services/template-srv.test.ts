import { allValue, Variables } from './template-srv.ts';

function variables(): Variables {
  const made = new Variables();
  made.set(
    new Map<string, string | string[]>([
      ['team', 'search'],
      ['some', ['a', 'b.c']],
      ['every', allValue],
      ['compare', '1mo'],
    ]),
    new Map([
      [
        'every',
        [
          { text: 'x', value: 'x' },
          { text: 'y', value: 'y' },
        ],
      ],
      ['compare', [{ text: 'the month before', value: '1mo' }]],
    ])
  );
  return made;
}

describe('variables in texts', () => {
  it.each([
    ['$team costs', 'search costs'],
    ['${team}s and [[team]]', 'searchs and search'],
    ['$some', '{a,b.c}'],
    ['${some:csv}', 'a,b.c'],
    ['${some:pipe}', 'a|b.c'],
    ['${some:regex}', '(a|b\\.c)'],
    ['${some:json}', '["a","b.c"]'],
    ['${some:queryparam}', 'var-some=a&var-some=b.c'],
    ['${every}', '{x,y}'],
    ['${every:text}', 'All'],
    ['$compare is ${compare:text}', '1mo is the month before'],
    ['$unknown and $', '$unknown and $'],
  ])('%s becomes %s', (text, expected) => {
    expect(variables().replace(text)).toBe(expected);
  });

  it('are taken from the narrower scope first, by a path too', () => {
    const scoped = { team: { value: 'ocr' }, __value: { value: { text: 'archive' } } };
    expect(variables().replace('$team/${__value.text}', scoped)).toBe('ocr/archive');
  });

  it('are handed to a function with their names', () => {
    const seen: unknown[] = [];
    const format = (value: unknown, { name }: { name: string }) => {
      seen.push([name, value]);
      return '*';
    };
    expect(variables().replace('$team $every', {}, format)).toBe('* *');
    expect(seen).toEqual([
      ['team', 'search'],
      ['every', ['x', 'y']],
    ]);
  });

  it('are known by name', () => {
    expect(variables().containsTemplate('for [[team]]')).toBe(true);
    expect(variables().containsTemplate('for $unknown')).toBe(false);
    expect(variables().getVariables()).toMatchObject([
      { name: 'team', current: { value: 'search', text: 'search' } },
      { name: 'some', current: { value: ['a', 'b.c'] } },
      { name: 'every', current: { value: allValue, text: 'All' } },
      { name: 'compare', current: { value: '1mo', text: 'the month before' } },
    ]);
  });
});
