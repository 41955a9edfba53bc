import { parseQuery } from './parse-query.ts';

function parse(query: unknown) {
  return parseQuery(JSON.stringify(query));
}

describe('parseQuery', () => {
  it('takes a formula and a grouping as a whole query', () => {
    expect(
      parse({
        refId: 'A',
        datasource: { uid: 'x' },
        intervalMs: 1,
        formulas: [{ expression: 'cost / jobs' }],
        groupBy: ['team'],
      })
    ).toEqual({
      schemaVersion: 1,
      legs: [],
      allocation: 'direct',
      drivers: { method: 'lmdi', compare: 'previous', as: 'waterfall', detail: 'sku' },
      digest: { detail: 'group', least: 0, leastRelative: 0, leastShare: 0.01, top: 5 },
      formulas: [{ expression: 'cost / jobs' }],
      filters: [],
      groupBy: ['team'],
      grain: 'auto',
      result: 'timeseries',
      incomplete: 'mark',
      limit: 50,
      tables: 'all',
    });
  });

  it.each([
    [{ formulas: [{ expression: 'cost' }], colour: 1 }, 'unknown key colour; known are schemaVersion, legs, '],
    [{}, 'formulas: is missing'],
    [{ formulas: [] }, 'formulas: give at least one formula, such as cost / jobs'],
    [{ formulas: [{ expression: 'a' }], groupBy: ['a', 'b', 'c', 'd', 'e', 'f'] }, 'groupBy: at most five dimensions'],
    [
      { formulas: [{ expression: 'a' }], filters: [{ dimension: 'team', values: [] }] },
      'an empty list matches nothing',
    ],
    [
      { formulas: [{ expression: 'a' }], filters: [{ dimension: 'team', values: ['$team'] }] },
      '$team in the filters on team was not replaced',
    ],
    [
      { formulas: [{ expression: 'a' }], filters: [{ dimension: 'team', values: ['${team:csv}'] }] },
      'was not replaced',
    ],
    ...[
      ['in', 'x ${team:csv}', '${team:csv}'],
      ['in', '${team.name}', '${team.name}'],
      ['notIn', '[[team:csv]]', '[[team:csv]]'],
      ['in', 'team-[[team]]', '[[team]]'],
      ['in', '$team.name', '$team'],
      ['in', 'a$__all', '$__all'],
      ['regex', '$team|x', '$team'],
      ['regex', '^(a|$team)$', '$team'],
      ['regex', 'a|${team:regex}', '${team:regex}'],
    ].map(([op, value, named]): [object, string] => [
      { formulas: [{ expression: 'a' }], filters: [{ dimension: 'team', op, values: ['fine', value] }] },
      `${named} in the filters on team was not replaced`,
    ]),
    [
      { formulas: [{ expression: 'a' }], filters: [{ dimension: 'tag:${key}', values: ['x'] }] },
      '${key} in the filters was not replaced',
    ],
    [{ formulas: [{ expression: 'a' }], groupBy: ['tag:$key'] }, '$key in the groupBy was not replaced'],
    [
      {
        formulas: [{ expression: 'a' }],
        legs: [{ name: 'own', kind: 'cost', filters: [{ dimension: 'team', values: ['$team'] }] }],
      },
      '$team in the filters of the leg own on team was not replaced',
    ],
    [{ formulas: [{ expression: 'a' }], result: 'pie' }, 'result: pie is not one of timeseries, numeric, '],
    [7, 'not a JSON object'],
  ])('refuses %j', (query, message) => {
    expect(() => parse(query)).toThrow(message);
  });

  it('leaves a dollar that is no variable alone', () => {
    const filters = [
      {
        dimension: 'team',
        op: 'regex',
        values: ['^a.*$', '$5 plan', '(a$|b$)', 'US\\$team', 'x\\${2}', '[[:alpha:]]+', 'a$'],
      },
      { dimension: 'team', op: 'in', values: ['$5 plan', 'cash$', 'a $ b', '[a]', '{a,b}'] },
    ];
    expect(parse({ formulas: [{ expression: 'a' }], filters }).filters).toEqual(filters);
  });
});
