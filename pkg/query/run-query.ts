import type { CostAnswer, CostSource } from '../cost/cost-source.ts';
import type { Frame } from '../model/frame.ts';
import type { UsageSource } from '../usage/usage-source.ts';
import { align } from './align.ts';
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
  const legs = await fetchLegs(planned, sources, rates, signal);
  signal.throwIfAborted();
  const plan = settleUnits(planned, legs);
  const aligned = align(plan, legs);
  const { answers, notices } = evaluateFormulas(plan, aligned, legs);
  const analysis = await analyse(plan, aligned, legs, answers, { ...sources, rates }, signal);
  return {
    plan,
    groups: aligned.groups,
    formulas: answers,
    legs,
    notices: distinctNotices([...(rates?.notices() ?? []), ...legs.flatMap((leg) => leg.notices), ...notices]),
    ...(aligned.attributionCoverage !== undefined && { attributionCoverage: aligned.attributionCoverage }),
    ...(analysis && { analysis }),
  };
}

async function fetchLegs(
  plan: Plan,
  sources: Sources,
  rates: RateTable | undefined,
  signal: AbortSignal
): Promise<readonly LegSeries[]> {
  return Promise.all(
    plan.legs.map((leg) =>
      leg.kind === 'cost' ? fetchCost(leg, plan, { ...sources, rates }, signal) : fetchUsage(leg, plan, sources, signal)
    )
  );
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
