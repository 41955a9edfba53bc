import { addToFormulas, type NameKind } from './add-to-formula.ts';
import { comparisonOf, isComparison, withComparison } from './comparison.ts';
import { copyLeg, declareLeg, nameProblem } from './declare-leg.ts';
import { readDraft, type Draft, type DraftLeg } from './draft.ts';
import { namesIn, renamed } from './formula-names.ts';

const kindOf = (name: string): NameKind =>
  ['jobs', 'customers'].includes(name) ? 'usage' : name === 'plan' ? 'budget' : 'cost';
const after = (expressions: readonly string[], picked: string) =>
  addToFormulas(
    expressions.map((expression) => ({ expression })),
    picked,
    kindOf
  ).map(({ expression }) => expression);

describe('picking a name from a list', () => {
  it.each([
    ['starts a formula', [], 'cost', ['cost']],
    ['fills an empty formula', [''], 'jobs', ['jobs']],
    ['puts usage below cost', ['cost'], 'jobs', ['cost / jobs']],
    ['puts cost above usage', ['jobs'], 'cloud.billed_cost', ['cloud.billed_cost / jobs']],
    ['keeps a sum of costs together', ['a + b'], 'jobs', ['(a + b) / jobs']],
    ['leaves a ratio alone and starts another', ['cost / jobs'], 'customers', ['cost / jobs', 'customers']],
    [
      'goes on with the last formula',
      ['cost / jobs', 'billed_cost'],
      'customers',
      ['cost / jobs', 'billed_cost / customers'],
    ],
    ['is done when the name stands there already', ['cost'], 'cost', ['cost']],
    ['puts a budget below cost', ['cost'], 'plan', ['cost / plan']],
    ['puts a budget above usage', ['jobs'], 'plan', ['plan / jobs']],
    ['puts cost above a budget', ['plan'], 'cost', ['cost / plan']],
    ['puts no usage below a cost and its budget', ['cost / plan'], 'jobs', ['cost / plan', 'jobs']],
    ['leaves what cannot be parsed alone', ['cost /'], 'jobs', ['cost /', 'jobs']],
  ])('%s', (_, expressions, picked, expected) => {
    expect(after(expressions, picked)).toEqual(expected);
  });

  it('keeps the name and the time basis of the formula', () => {
    expect(addToFormulas([{ expression: 'cost', name: 'Unit cost', per: 'day' }], 'customers', kindOf)).toEqual([
      { expression: 'cost / customers', name: 'Unit cost', per: 'day' },
    ]);
  });
});

describe('names in a formula', () => {
  it('are found wherever they stand', () => {
    expect(namesIn('if(cost > 1, total(jobs), -cloud.billed_cost) * 2')).toEqual(['cost', 'jobs', 'cloud.billed_cost']);
    expect(namesIn('cost / (')).toEqual([]);
  });

  it.each([
    ['cost / (cost + costs) - max(cost, 1)', 'all / (all + costs) - max(all, 1)'],
    ['costs', 'costs'],
    ['cost +', 'cost +'],
  ])('%s with cost renamed is %s', (text, expected) => {
    expect(renamed(text, 'cost', 'all')).toBe(expected);
  });
});

describe('a comparison', () => {
  const formula = { expression: 'cost / jobs', name: 'Unit cost' };

  it.each([
    ['previous', 'previous(cost / jobs)', 'Unit cost (previous)'],
    ['change', '(cost / jobs) - previous(cost / jobs)', 'Unit cost (change)'],
    ['percent', '((cost / jobs) / previous(cost / jobs) - 1) * 100', 'Unit cost (change in %)'],
  ] as const)('%s is a formula of its own, and is found again', (kind, expression, name) => {
    const formulas = withComparison([formula], kind);
    expect(formulas).toEqual([formula, { expression, name }]);
    expect(comparisonOf(formulas)).toBe(kind);
    expect(withComparison(formulas, 'none')).toEqual([formula]);
  });

  it('that someone wrote without its formula is an ordinary formula', () => {
    const alone = { expression: 'previous(cost)' };
    expect(isComparison(alone, [alone, formula])).toBe(false);
    expect(withComparison([alone], 'none')).toEqual([alone]);
  });

  it('leaves a formula that is still empty alone', () => {
    expect(withComparison([{ expression: '' }], 'percent')).toEqual([{ expression: '' }]);
  });
});

describe('declaring a leg', () => {
  const cost: DraftLeg = { kind: 'cost', name: 'cost', measure: 'EffectiveCost', filters: [], broadcast: false };
  const jobs: DraftLeg = { kind: 'usage', name: 'jobs', metric: 'jobs', filters: [], broadcast: false };
  const draft = (query: object): Draft => {
    const read = readDraft(query);
    if (!read.ok) {
      throw new Error(read.message);
    }
    return read.draft;
  };

  it('gives a measure a name that formulas may hold, and formulas follow', () => {
    const { legs, formulas } = declareLeg(draft({ formulas: [{ expression: 'cost / jobs' }] }), cost);
    expect([legs[0]?.name, formulas[0]?.expression]).toEqual(['all_cost', 'all_cost / jobs']);
  });

  it('leaves a metric its name', () => {
    const { legs, formulas } = declareLeg(draft({ formulas: [{ expression: 'cost / jobs' }] }), jobs);
    expect([legs[0]?.name, formulas[0]?.expression]).toEqual(['jobs', 'cost / jobs']);
  });

  it('finds a free name', () => {
    const declared = draft({ legs: [{ ...jobs }, { ...jobs, name: 'jobs_2' }], formulas: [{ expression: 'jobs' }] });
    expect(copyLeg(declared, jobs).legs.map(({ name }) => name)).toEqual(['jobs', 'jobs_2', 'jobs_3']);
  });

  it.each([
    ['Jobs', 'Start with a lower-case letter; then lower-case letters, digits and _'],
    ['total', 'The formula language reserves this word'],
    ['billed_cost', 'The formula language reserves this word'],
    ['jobs', 'Another leg has this name'],
    ['documents', undefined],
  ])('%s: %s', (name, expected) => {
    expect(nameProblem(name, [jobs])).toBe(expected);
  });
});
