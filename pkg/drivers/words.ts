import { effectNames, type EffectName } from '../model/effects.ts';
import { moneyText, percentText } from './amounts.ts';
import { inSentence } from './in-sentence.ts';
import { logMean } from './log-mean.ts';
import { shownEffect, type CostSplit } from './split.ts';
import { sumOf } from './sum.ts';
import { unsplitPhrase } from './unsplit-words.ts';

/** What a split is about. Names go into the text as they are: the caller escapes them for where the text is shown. */
export interface Subject {
  /** `Lambda` reads as "Lambda cost rose". */
  readonly name: string;
  /** ISO 4217 */
  readonly currency: string;
  /** `{ one: 'job', many: 'OCR jobs' }` reads as "OCR jobs rose", "each job became cheaper". */
  readonly unit?: { readonly one: string; readonly many: string };
  /** What the groups are, in plural: `teams`. */
  readonly groups?: string;
}

/** Effects below this part of all of them are told as "the rest". */
const tiny = 0.01;

/** How cost changed, then the effects that add up to it: one or two sentences of a fixed grammar. */
export function explain(split: CostSplit, subject: Subject): string {
  const parts = partsOf(split, subject);
  const amounts = parts.map(({ amount }) => Math.abs(amount));
  const money = moneyText(subject.currency, Math.max(Math.abs(split.change), ...amounts));
  const first = headline(split, subject, money);
  if (split.usage === 'none') {
    return subject.unit === undefined ? first : `${first} No usage is known, so the change is not split.`;
  }
  const least = sumOf(amounts) * tiny;
  const isTold = ({ amount }: Part) => Math.abs(amount) > least;
  const clauses = parts.filter(isTold).map(({ phrase, amount, after = '' }) => `${phrase}: ${money(amount)}${after}`);
  const rest = money(sumOf(parts.filter((part) => !isTold(part)).map(({ amount }) => amount)));
  if (rest !== money(0)) {
    clauses.push(`the rest: ${rest}`);
  }
  // A name keeps its letters even at the start of a sentence.
  const second = parts.some((part) => part.isNamed && isTold(part))
    ? clauses.join('; ')
    : capitalised(clauses.join('; '));
  return clauses.length === 0 ? first : `${first} ${second}.`;
}

/** A clause and the amount that it tells. */
interface Part {
  readonly phrase: string;
  readonly amount: number;
  /** Follows the amount. */
  readonly after?: string;
  /** Begins with a name. */
  readonly isNamed?: boolean;
}

/** Every effect, and what is not split by its reasons. */
function partsOf(split: CostSplit, subject: Subject): readonly Part[] {
  const effects = effectNames
    .filter((name) => name !== 'unsplit')
    .map((effect): Part => {
      const amount = shownEffect(split, effect);
      const phrase = phraseOf(effect, split, subject);
      const hasUnknown = effect === 'volume' && hasDaysWithout(split);
      return {
        phrase: hasUnknown ? `known ${inSentence(phrase)}` : phrase,
        amount,
        ...(effect === 'volume' && !hasUnknown && { isNamed: true }),
        ...(effect === 'volume' && amount > 0 && { after: ' of growth' }),
      };
    });
  const unsplit = split.unsplit.map((cost): Part => ({
    phrase: unsplitPhrase(cost, split, subject),
    amount: cost.cost1 - cost.cost0,
  }));
  return [...effects, ...unsplit];
}

function hasDaysWithout({ unsplit }: CostSplit): boolean {
  return unsplit.some(({ reason }) => reason === 'days without known units');
}

function headline({ cost0, cost1, change }: CostSplit, subject: Subject, money: (amount: number) => string): string {
  if (cost0 === 0 && cost1 === 0) {
    return `${subject.name} cost nothing in either period.`;
  }
  if (cost0 === 0 && cost1 > 0) {
    return `${subject.name} cost is new: ${money(cost1)}.`;
  }
  if (cost1 === 0 && cost0 > 0) {
    return `${subject.name} cost is gone: ${money(change)}.`;
  }
  if (money(change) === money(0)) {
    return `${subject.name} cost did not change: ${moneyText(subject.currency, cost1)(cost1)}.`;
  }
  // Without a positive cost before there is no percentage, and a tiny one says nothing.
  const isTelling = cost0 > 0 && Math.abs(change) >= cost0 * 0.001;
  const relative = isTelling ? ` (${change < 0 ? '-' : '+'}${percentText(change / cost0)})` : '';
  return `${subject.name} cost ${change < 0 ? 'fell' : 'rose'} by ${money(Math.abs(change))}${relative}.`;
}

function phraseOf(effect: EffectName, split: CostSplit, { unit, groups = 'groups' }: Subject): string {
  const { one, many } = unit ?? { one: 'unit', many: 'Units' };
  const rises = split.effects[effect] > 0;
  const percent = percentOf(effect, split);
  const some = percent === '' ? '' : `${percent} `;
  const by = percent === '' ? '' : ` by ${percent}`;
  switch (effect) {
    case 'volume':
      return `${many} ${unitsVerb(split)}`;
    case 'mix':
      return `a ${rises ? 'dearer' : 'cheaper'} mix of ${groups}`;
    case 'efficiency':
      return consumed(split) === undefined && hasNoPrice(split)
        ? `each ${one} became ${some}${rises ? 'dearer' : 'cheaper'}` // all that changed of what a unit costs
        : `each ${one} needed ${some}${rises ? 'more' : 'less'} ${consumed(split) ?? 'of what is consumed'}`;
    case 'price':
      return `prices ${rises ? 'rose' : 'fell'}${by}`;
    case 'unitCost':
      return `each ${one} became ${some}${rises ? 'dearer' : 'cheaper'}`;
    case 'calendar':
      return daysPhrase(split);
    case 'unsplit':
      return 'not split';
  }
}

/** `Hours` where all that became more or less is counted in them; undefined for unlike quantities, which have no name together. */
function consumed({ groups }: CostSplit): string | undefined {
  const skus = groups.flatMap((group) => group.skus).filter((sku) => shownEffect(sku, 'efficiency') !== 0);
  const [unit, ...others] = new Set(skus.map(({ consumedUnit }) => consumedUnit));
  return others.length > 0 ? undefined : unit;
}

function hasNoPrice({ effects }: CostSplit): boolean {
  return Math.abs(effects.price) <= Math.abs(effects.efficiency) * tiny;
}

function unitsVerb({ units0 = 0, units1 = 0 }: CostSplit): string {
  if (units0 <= 0 || units1 <= 0) {
    return units1 > 0 ? 'began' : 'ended';
  }
  return `${units1 > units0 ? 'rose' : 'fell'} by ${percentText(units1 / units0 - 1)}`;
}

/** Where units are missing on some days, the days are those that count. */
function daysPhrase(split: CostSplit): string {
  const { days0 = 0, days1 = 0 } = split;
  const rises = split.effects.calendar > 0;
  const days = Math.abs(days1 - days0);
  if (hasDaysWithout(split) || days === 0) {
    return `${rises ? 'more' : 'fewer'} days that count`;
  }
  return `${days} ${rises ? 'more' : 'fewer'} ${days === 1 ? 'day' : 'days'}`;
}

/**
 * By how much a factor changed over all groups and SKUs: its index exp(effect / L(C1, C0)) over the cost that is split, the
 * multiplicative form of the same method; with one SKU the factor's own ratio. Empty where that cost is 0 in a period.
 */
function percentOf(effect: EffectName, { effects, cost0, cost1, unsplit }: CostSplit): string {
  const split0 = cost0 - sumOf(unsplit.map((part) => part.cost0));
  const split1 = cost1 - sumOf(unsplit.map((part) => part.cost1));
  return split0 > 0 && split1 > 0 ? percentText(Math.expm1(effects[effect] / logMean(split1, split0))) : '';
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
