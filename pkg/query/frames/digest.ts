import type { DigestNode, Mover, OtherMovers } from '../../drivers/digest-tree.ts';
import { shownEffect } from '../../drivers/split.ts';
import { explain } from '../../drivers/words.ts';
import type { EffectName } from '../../model/effects.ts';
import type { Field, Frame } from '../../model/frame.ts';
import type { Analysis } from '../analysis/analysis.ts';
import { pathText } from '../analysis/digest-units.ts';
import type { Answer } from '../answer.ts';
import { numbers, texts } from './columns.ts';
import { effectMeanings, effectTitles, shownEffects, unitFields, unitsOf } from './effects.ts';
import { metaOf } from './meta.ts';
import { openNotices } from './unsplit.ts';

type Digest = Extract<Analysis, { kind: 'digest' }>;

/** A node is held against its own units, or those of the level above that has them: its line is about itself. */
const meanings: Readonly<Record<EffectName, string>> = {
  ...effectMeanings,
  volume: "More or fewer units of the node's own, or of the level above that has them. Drivers by group hold each group against all units instead: there the same is volume and mix together.", // prettier-ignore
  mix: "Shares among the node's own children, where they have units.",
};

/** One line of the tree. */
export interface Row {
  readonly level: number;
  readonly path: readonly string[];
  readonly node: DigestNode | OtherMovers;
}

/** The tree line by line, then the largest rises and falls wherever they are. */
export function digestFrames(answer: Answer, { digest, subject, unitCosts }: Digest): readonly Frame[] {
  const plain = metaOf(answer, 'table');
  const { split: whole } = digest.root;
  const meta = {
    ...plain,
    notices: [...(plain.notices ?? []), ...openNotices(answer, whole === undefined ? [] : [whole])],
  };
  const rows = [...linesOf(digest.root)];
  const unit = `currency${answer.plan.currency}`;
  const money = (name: string, values: readonly (number | undefined)[], description?: string): Field => ({ name, config: { unit, ...(description !== undefined && { description }) }, column: numbers(values) }); // prettier-ignore
  const split = ({ node }: Row) => ('split' in node ? node.split : undefined);
  const splits = rows.map(split);
  const amount = (name: EffectName) => splits.map((own) => own && shownEffect(own, name));
  return [
    {
      name: 'digest',
      meta,
      fields: [
        { name: 'level', column: numbers(rows.map(({ level }) => level)) },
        { name: 'path', column: texts(rows.map(({ path }) => path.join(' / ') || 'all')) },
        money('cost before', rows.map(({ node }) => node.cost0)), // prettier-ignore
        money('cost after', rows.map(({ node }) => node.cost1)), // prettier-ignore
        money('change', rows.map(({ node }) => node.change)), // prettier-ignore
        ...shownEffects(answer, splits).map((name) => money(effectTitles[name], amount(name), meanings[name])),
        ...unitFields(answer, {
          units: splits.map((own) => (own === undefined ? { before: undefined, after: undefined } : unitsOf(own))),
          unitCosts: rows.map(({ path }) => {
            const [before, after] = unitCosts.get(pathText(path)) ?? [];
            return { before, after };
          }),
        }),
        {
          name: 'explanation',
          column: texts(
            rows.map((row) => {
              const own = split(row);
              return own === undefined ? null : explain(own, { ...subject, name: row.path.at(-1) ?? subject.name });
            })
          ),
        },
      ],
    },
    movers('top', digest.top, meta, unit),
    movers('flop', digest.flop, meta, unit),
  ];
}

/** The lines in the order in which a tree is read. */
export function* linesOf(node: DigestNode): Iterable<Row> {
  yield { level: node.path.length, path: node.path, node };
  for (const child of node.children) {
    yield* linesOf(child);
  }
  if (node.other !== undefined) {
    yield { level: node.path.length + 1, path: [...node.path, node.other.name], node: node.other };
  }
}

function movers(name: string, list: readonly Mover[], meta: Frame['meta'], unit: string): Frame {
  return {
    name,
    meta,
    fields: [
      { name: 'path', column: texts(list.map(({ path }) => path.join(' / '))) },
      { name: 'cost before', config: { unit }, column: numbers(list.map(({ cost0 }) => cost0)) },
      { name: 'cost after', config: { unit }, column: numbers(list.map(({ cost1 }) => cost1)) },
      { name: 'change', config: { unit }, column: numbers(list.map(({ change }) => change)) },
    ],
  };
}
