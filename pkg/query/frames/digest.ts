import type { DigestNode, Mover, OtherMovers } from '../../drivers/digest-tree.ts';
import { explain } from '../../drivers/words.ts';
import { effectNames } from '../../model/effects.ts';
import type { Field, Frame } from '../../model/frame.ts';
import type { Analysis } from '../analysis/analysis.ts';
import type { Answer } from '../answer.ts';
import { numbers, texts } from './columns.ts';
import { effectTitles } from './effects.ts';
import { metaOf } from './meta.ts';

type Digest = Extract<Analysis, { kind: 'digest' }>;

/** One line of the tree. */
export interface Row {
  readonly level: number;
  readonly path: readonly string[];
  readonly node: DigestNode | OtherMovers;
}

/** The tree line by line, then the largest rises and falls wherever they are. */
export function digestFrames(answer: Answer, { digest, subject }: Digest): readonly Frame[] {
  const meta = metaOf(answer, 'table');
  const rows = [...linesOf(digest.root)];
  const unit = `currency${answer.plan.currency}`;
  const money = (name: string, values: readonly (number | undefined)[]): Field => ({ name, config: { unit }, column: numbers(values) }); // prettier-ignore
  const split = ({ node }: Row) => ('split' in node ? node.split : undefined);
  const effects = effectNames.filter((name) => rows.some((row) => (split(row)?.effects[name] ?? 0) !== 0));
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
        ...effects.map((name) => money(effectTitles[name], rows.map((row) => split(row)?.effects[name]))), // prettier-ignore
        money('cost per unit before', rows.map((row) => perUnit(split(row)?.cost0, split(row)?.units0))), // prettier-ignore
        money('cost per unit after', rows.map((row) => perUnit(split(row)?.cost1, split(row)?.units1))), // prettier-ignore
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

function perUnit(cost: number | undefined, units: number | undefined): number | undefined {
  return cost === undefined || units === undefined || units === 0 ? undefined : cost / units;
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
