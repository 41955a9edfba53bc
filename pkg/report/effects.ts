import { moneyText } from '../drivers/amounts.ts';
import { inSentence } from '../drivers/in-sentence.ts';
import { shownEffect, type Change, type CostSplit } from '../drivers/split.ts';
import { unsplitPhrase } from '../drivers/unsplit-words.ts';
import type { Subject } from '../drivers/words.ts';
import { effectNames } from '../model/effects.ts';
import { effectTitles } from '../query/frames/effects.ts';
import type { Effect } from './report.ts';

/** Those that there are. */
export function effectsOf(change: Change): readonly Effect[] {
  return effectNames
    .map((name) => ({ name, title: effectTitles[name], amount: shownEffect(change, name) }))
    .filter(({ amount }) => amount !== 0);
}

/** Cost below this part of all of it needs no remark. */
const telling = 0.01;

/** What a reader who does not know the method would ask: why these stay together, and why that is not split. */
export function remarksOn(split: CostSplit, subject: Subject): readonly string[] {
  const { unsplit, together } = split;
  const { one, many } = subject.unit ?? { one: 'unit', many: 'units' };
  const money = moneyText(subject.currency, Math.max(...[split.cost0, split.cost1, together.cost1].map(Math.abs)));
  const parts = unsplit
    .map((cost) => ({ phrase: unsplitPhrase(cost, split, subject), amount: money(cost.cost1 - cost.cost0) }))
    .filter(({ amount }) => amount !== money(0))
    .map(({ phrase, amount }) => `${phrase} (${amount})`);
  return [
    ...(together.cost1 < split.cost1 * telling || shownEffect(split, 'unitCost') === 0
      ? []
      : [
          `What each ${one} consumes and its price cannot be told apart for ${money(together.cost1)} of the cost, because the bill has no quantity there.`,
        ]),
    ...(parts.length === 0
      ? []
      : [
          `Not split by ${inSentence(many)}, because usage does not drive it or is not known there: ${parts.join('; ')}.`,
        ]),
  ];
}
