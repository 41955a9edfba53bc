import { UnitEconomicsError } from '../model/errors.ts';
import type { Kpi } from '../model/kpi.ts';
import type { Answer } from '../query/answer.ts';
import { findCostAndUsage, type CostAndUsage } from '../query/analysis/compared.ts';
import { unitTextOf } from '../query/frames/units.ts';
import { askCompared, comparedIn, comparedOf } from './compared.ts';
import { askDigest } from './digest-report.ts';
import { askDrivers, type Drivers } from './drivers-report.ts';
import { askEvidence } from './evidence-report.ts';
import { groupLines } from './group-lines.ts';
import { historyOf } from './history.ts';
import type { Notes } from './notes.ts';
import type { ReportContext } from './report-context.ts';
import type { Compared, KpiReport, Target, Usage } from './report.ts';
import { capitalised } from './words.ts';

/** Enough that most groups have their words. */
const digestSize = { limit: 12, leastShare: 0.01 };

/**
 * One KPI of the settings. Where its formula is one cost against one metric, also why the cost changed; a part of it that
 * cannot be told is noted and costs itself only. @throws UnitEconomicsError where the KPI has no value to show
 */
export async function reportKpi(kpi: Kpi, context: ReportContext, notes: Notes): Promise<KpiReport> {
  const { history, period } = context;
  const { title = kpi.name, description, owner, expression } = kpi;
  const formulas = [{ expression: kpi.name }];
  const told = notes.keep(await context.ask({ formulas, grain: period.grain, result: 'legs' }, history));
  refuseCoarser(told, context);
  const found = findCostAndUsage(told.plan.formulas, told.plan.legs);
  const pair = found?.usage && found;
  const compared = notes.keep(await askCompared(context, kpi.name));
  const values = comparedIn(compared);
  const points = historyOf(told, pair);
  if (values.now === undefined && points.every(({ value }) => value === null)) {
    const reason = told.notices.at(-1)?.text ?? 'It has no value in any of the periods.';
    throw new UnitEconomicsError('badData', withoutTitle(reason, title));
  }
  const part = <T>(what: string, ask: () => Promise<T>) => notes.attempt(`${title}, ${what}`, ask);
  const [groups, drivers, evidence, digest] = await Promise.all([
    part('by group', () => groupLines(kpi.name, told, context)),
    pair && part('drivers', () => askDrivers(kpi.name, pair, context, notes)),
    pair && part('evidence', () => askEvidence(kpi.name, pair, context)),
    pair && part('movers', () => askDigest(kpi.name, digestSize, context)),
  ]);
  return {
    name: kpi.name,
    title,
    ...(description !== undefined && { description }),
    ...(owner !== undefined && { owner }),
    expression,
    unit: unitOf(told),
    ...values,
    ...targetOf(told, values, context),
    history: points,
    ...(drivers && amountsOf(drivers, pair)),
    ...(drivers && { drivers: drivers.report }),
    ...(evidence && { evidence: evidence(points) }),
    ...(digest && { digest }),
    ...(groups && { groups }),
  };
}

/** A reason stands behind the title of the KPI, with which a notice begins. */
function withoutTitle(text: string, title: string): string {
  if (text.startsWith(`${title}: `)) {
    return capitalised(text.slice(title.length + 2));
  }
  return text.startsWith(`${title} `) ? `It${text.slice(title.length)}` : text;
}

/** A metric by month has no weeks. */
function refuseCoarser({ plan }: Answer, { period }: ReportContext): void {
  if (plan.grain !== period.grain) {
    throw new UnitEconomicsError('badQuery', `It has values by ${plan.grain} only, not by ${period.grain}.`);
  }
}

function unitOf(answer: Answer): string {
  const [formula] = answer.formulas;
  return formula === undefined ? '' : unitTextOf(formula);
}

/** The target of the whole says nothing of one value's cost over everybody's usage. */
function targetOf(
  { formulas, plan }: Answer,
  { now }: Compared,
  { limitedTo }: ReportContext
): { readonly target?: Target } {
  const target = formulas[0]?.formula.target;
  const isOwn = plan.legs.every(
    ({ kind, filters }) =>
      kind === 'cost' ||
      limitedTo === undefined ||
      filters.some(({ dimension }) => dimension.name === limitedTo.dimension)
  );
  if (target === undefined || !isOwn) {
    return {};
  }
  const met = now === undefined ? undefined : target.better === 'lower' ? now <= target.value : now >= target.value;
  return { target: { ...target, ...(met !== undefined && { met }) } };
}

/** Spend and usage as the split of the change has them. */
function amountsOf({ split }: Drivers, pair: CostAndUsage | undefined): Pick<KpiReport, 'spend' | 'usage'> {
  const metric = pair?.usage?.metric;
  const usage: Usage | undefined = metric && {
    title: metric.title ?? metric.name,
    unit: metric.unit,
    ...comparedOf(split.units1, split.units0),
  };
  return { spend: comparedOf(split.cost1, split.cost0), ...(usage && { usage }) };
}
