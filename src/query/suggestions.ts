import { functions } from '../../pkg/formula/functions.ts';
import { commitmentKpis, commitmentLegs } from '../../pkg/model/commitments.ts';
import { measureNames } from '../../pkg/model/names.ts';
import type { CatalogView } from '../catalog/catalog.ts';
import { kpiHelp, measureHelp, measureTitles, metricKind } from '../catalog/describe.ts';
import type { DraftLeg } from './draft.ts';

/** Something that can be written at a place of a formula. */
export interface Suggestion {
  /** What is shown: a name, or a function with its arguments. */
  readonly label: string;
  /** What is written; the caret stands behind it. */
  readonly text: string;
  readonly kind: 'leg' | 'cost' | 'metric' | 'budget' | 'KPI' | 'target' | 'function';
  readonly help: string;
}

/** The word that is being written, from `from` up to the caret. */
export interface Word {
  readonly text: string;
  readonly from: number;
}

const maxShown = 50;

/** The part of a name that stands before the caret; empty between names, undefined inside a number. */
export function wordAt(expression: string, caret: number): Word | undefined {
  const [text = ''] = /[\w.]*$/.exec(expression.slice(0, caret)) ?? [];
  return /^[\d.]/.test(text) ? undefined : { text, from: caret - text.length };
}

/** Everything a formula over this catalog can name: the query's own legs first, functions last. */
export function allSuggestions(legs: readonly DraftLeg[], catalog: CatalogView): readonly Suggestion[] {
  const { costs, metrics, budgets, kpis, currency } = catalog;
  const name = (kind: Suggestion['kind'], text: string, help: string): Suggestion => ({
    label: text,
    text,
    kind,
    help,
  });
  return [
    ...legs.map((leg) => name('leg', leg.name, 'Leg of this query')),
    ...Object.entries(measureNames).map(([text, measure]) => name('cost', text, measureHelp[measure])),
    ...metrics.map((metric) => name('metric', metric.name, `${metric.title}, ${metric.unit}; ${metricKind(metric)}`)),
    ...budgets.map((budget) =>
      name('budget', budget.name, `${budget.title}, ${currency}; planned by ${budget.nativeGrain}`)
    ),
    ...kpis.map((kpi) => name('KPI', kpi.name, `${kpi.title}: ${kpiHelp(kpi)}`)),
    ...kpis.flatMap(({ name: kpi, title, target }) =>
      target === undefined ? [] : [name('target', `${kpi}.target`, `Target of ${title}: ${target}`)]
    ),
    ...[...commitmentKpis].map(([text, { title, expression }]) => name('KPI', text, `${title}: ${expression}`)),
    ...Object.entries(commitmentLegs).map(([text, { measure, op, status }]) =>
      name(
        'cost',
        text,
        `${measureTitles[measure]} of usage with a CommitmentDiscountStatus ${op === 'in' ? '' : 'other than '}${status}`
      )
    ),
    ...costs.flatMap((dataset) =>
      Object.entries(measureNames).map(([text, measure]) =>
        name('cost', `${dataset.name}.${text}`, `${dataset.title}: ${measureHelp[measure]}`)
      )
    ),
    ...Object.entries(functions).map(([text, { signature, help }]): Suggestion => ({
      label: signature,
      text: `${text}(`,
      kind: 'function',
      help,
    })),
  ];
}

/** Those that begin with the word, then those that hold it or whose help does; letter case is ignored. */
export function matchingSuggestions(all: readonly Suggestion[], { text }: Word): readonly Suggestion[] {
  const wanted = text.toLowerCase();
  const rank = ({ text: offered, help }: Suggestion) => {
    const at = offered.toLowerCase().indexOf(wanted);
    return at === 0 ? 0 : at > 0 ? 1 : wanted.length > 2 && help.toLowerCase().includes(wanted) ? 2 : 3;
  };
  return all
    .filter((suggestion) => suggestion.text !== text)
    .map((suggestion) => ({ suggestion, rank: rank(suggestion) }))
    .filter((candidate) => candidate.rank < 3)
    .sort((a, b) => a.rank - b.rank)
    .slice(0, maxShown)
    .map(({ suggestion }) => suggestion);
}

/** The formula with the word before the caret replaced, and where the caret stands then. */
export function accepted(
  expression: string,
  caret: number,
  { from }: Word,
  { text }: Suggestion
): { readonly expression: string; readonly caret: number } {
  const after = expression.slice(caret).replace(/^[\w.]+/, '');
  const written = text.endsWith('(') && after.startsWith('(') ? text.slice(0, -1) : text;
  return { expression: expression.slice(0, from) + written + after, caret: from + written.length };
}
