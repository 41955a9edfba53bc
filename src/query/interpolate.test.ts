import { readDraft, type Draft } from './draft.ts';
import { interpolate } from './interpolate.ts';
import { fakeTemplates } from '../testing/fake-templates.ts';
import { dashboardVariables } from './variables.ts';

function draftOf(query: object): Draft {
  const read = readDraft(query);
  if (!read.ok) {
    throw new Error(read.message);
  }
  return read.draft;
}

const templates = fakeTemplates({
  team: { value: ['checkout', 'search'] },
  one: { value: 'checkout' },
  everything: { value: ['$__all'], text: ['All'], options: ['checkout', 'search', 'ads'] },
  nobody: { value: [] },
  blank: { value: '' },
  region: { value: ['eu', 'us'] },
  dotted: { value: ['a.b', 'c'] },
  metric: { value: ['ocr_jobs', 'documents'] },
  dimension: { value: ['team', 'region'] },
  grain: { value: 'month' },
});

function filterValues(values: readonly string[], scopedVars = {}, op = 'in'): readonly string[] | undefined {
  const draft = draftOf({ formulas: [{ expression: 'cost' }], filters: [{ dimension: 'team', op, values }] });
  return interpolate(draft, dashboardVariables(templates, scopedVars)).filters[0]?.values;
}

describe('values of a filter', () => {
  it.each([
    [
      'a variable with several values expands in place',
      ['ads', '$team', 'mail'],
      ['ads', 'checkout', 'search', 'mail'],
    ],
    ['every way of writing a variable is known', ['${team}', '[[one]]'], ['checkout', 'search']],
    ['a value that occurs twice is kept once', ['$team', 'search'], ['checkout', 'search']],
    ['a variable inside a text gives a text for each value', ['x-$team-y'], ['x-checkout-y', 'x-search-y']],
    ['two variables in one text give every combination', ['${one}.${region}'], ['checkout.eu', 'checkout.us']],
    ['the same variable twice in a text is one choice', ['${region}/${region}'], ['eu/eu', 'us/us']],
    ['a list without values stays empty, for the back end to refuse', ['$nobody'], []],
    ['a variable without a value leaves nothing', ['$blank'], []],
    ['an unknown variable stays, for the back end to refuse by name', ['$unknown'], ['$unknown']],
    ['All inside a text expands', ['x-$everything'], ['x-checkout', 'x-search', 'x-ads']],
    ['text without variables stays, dollars included', ['5 $', 'a'], ['5 $', 'a']],
  ])('%s', (_, values, expected) => {
    expect(filterValues(values)).toEqual(expected);
  });

  it('All removes the filter', () => {
    expect(filterValues(['$everything'])).toBeUndefined();
    expect(filterValues(['checkout', '${everything}'])).toBeUndefined();
  });

  it('a panel repeated by a variable that is set to All sees its own value', () => {
    expect(filterValues(['$everything'], { everything: { value: 'ads', text: 'ads' } })).toEqual(['ads']);
  });

  it('a repeated panel of a scene, whose value is in no scoped variable, sees its own value too', () => {
    const scene = fakeTemplates({ everything: { value: ['$__all'], text: ['All'], options: ['ads'], local: 'ads' } });
    const draft = draftOf({ formulas: [], filters: [{ dimension: 'team', values: ['$everything'] }] });
    expect(interpolate(draft, dashboardVariables(scene, {})).filters[0]?.values).toEqual(['ads']);
  });

  it('values within a regular expression are escaped and joined', () => {
    expect(filterValues(['^$dotted$'], {}, 'regex')).toEqual(['^(a\\.b|c)$']);
    expect(filterValues(['$everything'], {}, 'regex')).toBeUndefined();
  });
});

describe('the other places of a query', () => {
  const replaced = (query: object) => interpolate(draftOf(query), dashboardVariables(templates, {}));

  it('filters of legs and their metric are replaced', () => {
    const { legs } = replaced({
      legs: [
        { name: 'a', kind: 'usage', metric: '$metric', filters: [{ dimension: '$one', values: ['$team'] }] },
        { name: 'b', kind: 'cost', filters: [{ dimension: 'team', values: ['$everything'] }] },
      ],
      formulas: [{ expression: 'a / b' }],
    });
    expect(legs).toMatchObject([
      { metric: 'ocr_jobs', filters: [{ dimension: 'checkout', values: ['checkout', 'search'] }] },
      { filters: [] },
    ]);
  });

  it('a grouping by a variable expands in place', () => {
    expect(replaced({ formulas: [], groupBy: ['product', '$dimension'] }).groupBy).toEqual([
      'product',
      'team',
      'region',
    ]);
  });

  it('the grain and the time basis are replaced', () => {
    const { grain, formulas } = replaced({ formulas: [{ expression: 'cost', per: '$grain' }], grain: '$grain' });
    expect([grain, formulas[0]?.per]).toEqual(['month', 'month']);
  });

  it('a formula becomes one for each value, told apart by name', () => {
    const { formulas } = replaced({
      formulas: [
        { expression: 'cost / $metric', name: 'Per $metric' },
        { expression: 'cost * $metric', name: 'Fixed' },
      ],
    });
    expect(formulas).toEqual([
      { expression: 'cost / ocr_jobs', name: 'Per ocr_jobs' },
      { expression: 'cost / documents', name: 'Per documents' },
      { expression: 'cost * ocr_jobs', name: 'Fixed (cost * ocr_jobs)' },
      { expression: 'cost * documents', name: 'Fixed (cost * documents)' },
    ]);
  });
});
