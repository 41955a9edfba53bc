import type { Mover } from '../drivers/digest-tree.ts';
import { explain, type Subject } from '../drivers/words.ts';
import { unitText } from '../model/unit.ts';
import { pathText, type Pair } from '../query/analysis/digest-units.ts';
import { linesOf, type Row } from '../query/frames/digest.ts';
import { unitCostUnit } from '../query/frames/units.ts';
import { comparedOf } from './compared.ts';
import { effectsOf } from './effects.ts';
import { namedSubject } from './named-subject.ts';
import type { ReportContext } from './report-context.ts';
import type { DigestReport, MoverLine } from './report.ts';

/** How much of a tree is shown; the others are folded. */
export interface DigestSize {
  /** Movers at each node of a tree of at most two levels; deeper trees get fewer. */
  readonly limit: number;
  /** … and none below this part of the whole movement. */
  readonly leastShare: number;
}

/** What moved the cost of the expression since the period before, by the report's dimensions. */
export async function askDigest(
  expression: string,
  { limit, leastShare }: DigestSize,
  context: ReportContext
): Promise<DigestReport | undefined> {
  const { movers, period, step } = context;
  const answer = await context.ask(
    {
      formulas: [{ expression }],
      groupBy: [...movers],
      result: 'digest',
      limit: movers.length <= 2 ? limit : Math.ceil(limit / (movers.length - 1)),
      drivers: { compare: step },
      digest: { leastShare },
    },
    period
  );
  const { analysis, plan } = answer;
  if (analysis?.kind !== 'digest') {
    return undefined;
  }
  const { digest, unitCosts } = analysis;
  const subject = namedSubject(analysis.subject, context);
  const usage = plan.legs.find((leg) => leg.kind === 'usage');
  const levels = usage?.needs.each ? usage.groupBy.length : 0;
  return {
    dimensions: plan.groupBy.map(({ title, name }) => title ?? name),
    ...(usage?.kind === 'usage' && {
      metric: {
        title: usage.metric.title ?? usage.metric.name,
        unit: usage.metric.unit,
        unitCost: unitText(unitCostUnit(answer)),
      },
    }),
    lines: Array.from(linesOf(digest.root), (row) =>
      lineOf(row, { subject, levels, whole: digest.root.change, unitCost: unitCosts.get(pathText(row.path)) })
    ),
    top: digest.top.map(moverOf),
    flop: digest.flop.map(moverOf),
  };
}

interface LineContext {
  readonly subject: Subject;
  /** That the usage is known by; below them its words would only repeat those above. */
  readonly levels: number;
  /** The change of all. */
  readonly whole: number;
  readonly unitCost: Pair<number | undefined> | undefined;
}

function lineOf({ path, node }: Row, { subject, levels, whole, unitCost }: LineContext): MoverLine {
  const split = 'split' in node ? node.split : undefined;
  const name = path.at(-1) ?? subject.name;
  return {
    ...amounts(path, node),
    ...(whole !== 0 && { share: node.change / whole }),
    ...('count' in node && { folded: node.count }),
    ...(split !== undefined &&
      split.usage !== 'none' && {
        effects: effectsOf(split),
        usage: comparedOf(split.units1, split.units0),
        ...(unitCost && { unitCost: comparedOf(unitCost[1], unitCost[0]) }),
      }),
    ...(split !== undefined &&
      split.usage !== 'none' &&
      path.length <= levels && { text: explain(split, { ...subject, name }) }),
  };
}

function moverOf(mover: Mover): MoverLine {
  return { ...amounts(mover.path, mover), ...(mover.share !== undefined && { share: mover.share }) };
}

function amounts(path: readonly string[], { cost0, cost1, change }: Omit<Mover, 'path'>): MoverLine {
  return { path, before: cost0, now: cost1, change };
}
