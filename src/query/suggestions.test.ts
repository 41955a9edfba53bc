import { functionNames, functions } from '../../pkg/formula/functions.ts';
import { catalogView } from '../catalog/catalog.ts';
import { catalog } from '../testing/fake-grafana.ts';
import { accepted, allSuggestions, matchingSuggestions, wordAt } from './suggestions.ts';

const all = allSuggestions(
  [{ kind: 'budget', name: 'plan', budget: 'cloud_budget', filters: [], broadcast: false }],
  catalogView.parse(catalog)
);
const offered = (text: string) => matchingSuggestions(all, { text, from: 0 }).map((found) => found.text);

describe('the word that is being written', () => {
  it.each([
    ['cost / ocr', 10, { text: 'ocr', from: 7 }],
    ['cost / ', 7, { text: '', from: 7 }],
    ['cloud.bil + x', 9, { text: 'cloud.bil', from: 0 }],
    ['cost / 100', 10, undefined],
    ['cost * .5', 9, undefined],
    ['', 0, { text: '', from: 0 }],
  ])('in %j at %i', (expression, caret, expected) => {
    expect(wordAt(expression, caret)).toEqual(expected);
  });
});

describe('what is offered', () => {
  it('is every function with its signature and help, of the one table', () => {
    for (const name of functionNames) {
      const found = all.find(({ kind, text }) => kind === 'function' && text === `${name}(`);
      expect([found?.label, found?.help]).toEqual([functions[name]?.signature, functions[name]?.help]);
    }
  });

  it('is what begins with the word, then what holds it', () => {
    expect(offered('cost').slice(0, 2)).toEqual(['cost_per_customer', 'cost_per_customer.target']);
    expect(offered('cost')).toContain('billed_cost');
    expect(offered('BUDG')).toEqual(['cloud_budget', ...offered('budg').slice(1)]);
    expect(offered('roll')).toEqual(['rolling(']);
  });

  it('is also what the help speaks of', () => {
    expect(offered('logarithm')).toEqual(['log(']);
  });

  it('holds legs of the query, budgets, targets and commitments', () => {
    expect(offered('')).toEqual(expect.arrayContaining(['plan', 'cloud_budget', 'cost_per_customer.target']));
    expect(offered('commitment_cov')).toEqual(['commitment_coverage', 'commitment_covered_cost']);
    expect(all.find(({ text }) => text === 'cost_per_customer.target')?.help).toBe(
      'Target of Cost per active customer: 4.2'
    );
  });

  it('is not what stands there already', () => {
    expect(offered('ocr_jobs')).toEqual([]);
  });
});

describe('what is taken', () => {
  const take = (expression: string, caret: number, text: string) => {
    const word = wordAt(expression, caret);
    const suggestion = all.find((found) => found.text === text);
    if (word === undefined || suggestion === undefined) {
      throw new Error('nothing to take');
    }
    const { expression: written, caret: at } = accepted(expression, caret, word, suggestion);
    return `${written.slice(0, at)}|${written.slice(at)}`;
  };

  it.each([
    ['cost / ocr', 10, 'ocr_jobs', 'cost / ocr_jobs|'],
    ['clo / 2', 2, 'cloud_budget', 'cloud_budget| / 2'],
    ['100 * sh', 8, 'share(', '100 * share(|'],
    ['100 * tot(cost)', 9, 'total(', '100 * total|(cost)'],
  ])('in %j at %i: %s', (expression, caret, text, expected) => {
    expect(take(expression, caret, text)).toBe(expected);
  });
});
