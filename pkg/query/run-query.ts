import type { CostAnswer, CostSource } from '../cost/cost-source.ts';
import type { Frame } from '../model/frame.ts';
import type { UsageSource } from '../usage/usage-source.ts';
import { groupsOf, placeLegs } from './align.ts';
import { analyse } from './analysis/analyse.ts';
import type { Answer } from './answer.ts';
import type { SharedCache } from './cache.ts';
import { evaluateFormulas } from './evaluate.ts';
import { costRequests, fetchCost } from './fetch-cost.ts';
import { fetchUsage, usageRequests } from './fetch-usage.ts';
import { toFrames } from './frames/to-frames.ts';
import type { LegSeries } from './leg-series.ts';
import type { MetricCells } from './metric-cells.ts';
import { distinctNotices } from './notices.ts';
import type { Plan } from './plan.ts';
import { settleUnits } from './settle-units.ts';
import { shiftNotices } from './shift-notices.ts';
import { slotNotices } from './slot-notices.ts';
import { reads, viewsOf } from './views.ts';
import { loadRates, ratesRequest, type RateTable } from './rates.ts';

/** What a query reads from: one per process, shared by every data source. */
export interface Sources {
  readonly cost: CostSource;
  readonly usage: UsageSource;
  readonly costCache: SharedCache<CostAnswer>;
  readonly usageCache: SharedCache<MetricCells>;
}

/** plan -> fetch -> align -> evaluate -> frames; legs are read side by side and each can be cancelled. */
export async function runPlan(plan: Plan, sources: Sources, signal: AbortSignal): Promise<readonly Frame[]> {
  return toFrames(await answerPlan(plan, sources, signal));
}

/** The answer before it takes the shape of frames: what reports are made of. */
export async function answerPlan(planned: Plan, sources: Sources, signal: AbortSignal): Promise<Answer> {
  const rates = await loadRates(planned, sources, signal);
  const read = await Promise.all(viewsOf(planned).map((view) => fetchLegs(planned, view, sources, rates, signal)));
  signal.throwIfAborted();
  const legs = planned.legs.map((_, index) => finest(read, index));
  const plan = settleUnits(planned, legs);
  const grouping = groupsOf(plan, legs);
  const views = viewsOf(plan).map((view, index) => {
    const own = read[index] ?? [];
    const aligned = placeLegs(view, own, grouping);
    const { answers, notices } = evaluateFormulas(view, aligned, own);
    return { aligned, answers, notices: [...notices, ...shiftNotices(view, answers)] };
  });
  const evaluated = views.flatMap((view) => view.answers);
  const answers = plan.formulas.flatMap((formula) => evaluated.filter((answer) => answer.formula === formula));
  const [first] = views; // what is analysed is one formula
  const analysis = first && (await analyse(plan, first.aligned, legs, answers, { ...sources, rates }, signal));
  return {
    plan,
    groups: grouping.groups,
    formulas: answers,
    legs,
    notices: distinctNotices([
      ...(rates?.notices() ?? []),
      ...read.flat().flatMap((leg) => leg?.notices ?? []),
      ...slotNotices(plan),
      ...views.flatMap(({ notices }) => notices),
      ...(analysis !== undefined && 'notices' in analysis ? analysis.notices : []),
    ]),
    ...(grouping.attributionCoverage !== undefined && { attributionCoverage: grouping.attributionCoverage }),
    ...(analysis && { analysis }),
  };
}

/** The legs of one view, side by side. */
async function fetchLegs(
  plan: Plan,
  view: Plan,
  sources: Sources,
  rates: RateTable | undefined,
  signal: AbortSignal
): Promise<readonly (LegSeries | undefined)[]> {
  return Promise.all(
    plan.legs.map(async (leg, index) => {
      if (!reads(plan, view, index)) {
        return undefined;
      }
      return leg.kind === 'cost'
        ? fetchCost(leg, view, { ...sources, rates }, signal)
        : fetchUsage(leg, view, sources, signal);
    })
  );
}

/** A leg on the finest of its slots. */
function finest(read: readonly (readonly (LegSeries | undefined)[])[], index: number): LegSeries {
  const leg = read.map((legs) => legs[index]).find((own) => own !== undefined);
  if (leg === undefined) {
    throw new RangeError(`leg ${index} was not read`); // a view reads each
  }
  return leg;
}

/** What identifies the data behind each leg as it is now; cheap, because sources list and stat but do not read. */
export async function legVersions(plan: Plan, sources: Sources, signal: AbortSignal): Promise<readonly string[]> {
  const versions = await Promise.all(
    plan.legs.map(async (leg) =>
      leg.kind === 'cost'
        ? Promise.all(costRequests(leg, plan).map((request) => sources.cost.version(request, signal)))
        : Promise.all(usageRequests(leg, plan).map((request) => sources.usage.version(request, signal)))
    )
  );
  return [...versions.flat(), ...(await ratesVersion(plan, sources, signal))];
}

async function ratesVersion(plan: Plan, sources: Sources, signal: AbortSignal): Promise<readonly string[]> {
  const request = ratesRequest(plan);
  return request === undefined ? [] : [await sources.usage.version(request, signal)];
}
