import { inSentence } from './in-sentence.ts';
import type { CostSplit } from './split.ts';
import type { UnsplitCost } from './unsplit.ts';
import type { Subject } from './words.ts';

type Days = Pick<CostSplit, 'daysWithout0' | 'daysWithout1'>;

/** What a reason's cost did, without the amount: `tax rose`, `cost on 10 days without known jobs rose`. */
export function unsplitPhrase({ reason, cost0, cost1 }: UnsplitCost, days: Days, subject: Subject): string {
  const verb = cost1 > cost0 ? 'rose' : 'fell';
  const { groups = 'groups' } = subject;
  const many = inSentence(subject.unit?.many ?? 'Units');
  switch (reason) {
    case 'credits':
      return `credits ${cost1 > cost0 ? 'shrank' : 'grew'}`; // they are negative
    case 'negative amounts':
      return 'amounts below zero';
    case 'change of sign':
      return 'amounts that changed sign';
    case 'days without known units':
      return `cost on ${daysText(days)} without known ${many} ${verb}`;
    case 'units not known':
      return `cost of ${groups} without known ${many} ${verb}`;
    case 'no units':
      return `cost of ${groups} with no ${many} ${verb}`;
    default:
      return `${reason} ${verb}`;
  }
}

/** How many there are is not known of every node of a digest. */
function daysText({ daysWithout0 = 0, daysWithout1 = 0 }: Days): string {
  const days = daysWithout0 + daysWithout1;
  return days === 0 ? 'days' : days === 1 ? '1 day' : `${days} days`;
}
