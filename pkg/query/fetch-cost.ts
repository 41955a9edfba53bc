import type { CostAnswer, CostRequest } from '../cost/cost-source.ts';
import type { RollupProgress } from '../cost/rollup/progress.ts';
import { costCompleteThrough, providerFreshness } from '../cost/freshness.ts';
import type { CostDataset } from '../model/cost-dataset.ts';
import { emptyColumn } from '../model/column.ts';
import { UnitEconomicsError } from '../model/errors.ts';
import { keyText, type GroupKey } from '../model/group-key.ts';
import { isQuantity } from '../model/names.ts';
import { indexOf } from '../series/axis.ts';
import { startOfDay } from '../series/zone.ts';
import { addRows } from '../series/groups.ts';
import { circularNotice, runAllocation } from './allocation/run-allocation.ts';
import { byGroup, rowCounts } from './by-group.ts';
import { closedAt } from './closed-at.ts';
import { closedNotices, costNotices, unmatchedNotice } from './cost-notices.ts';
import { currencyWaysOut } from './currency-ways-out.ts';
import { fetchUsage } from './fetch-usage.ts';
import type { CellSources } from './load-cells.ts';
import { loadCost, type CostLoad } from './load-cost.ts';
import type { LegSeries, SourceFreshness } from './leg-series.ts';
import type { Plan, PlannedCostLeg } from './plan.ts';
import { slotsComplete } from './time-spans.ts';

interface Part {
  readonly dataset: CostDataset;
  readonly answer: CostAnswer;
  /** Instant up to which the dataset is complete. */
  readonly completeThrough: number;
  readonly progress: RollupProgress | undefined;
}

/** One request per dataset that the leg adds up. */
export function costRequests(leg: PlannedCostLeg, plan: Plan): readonly CostRequest[] {
  const { base, calendar, days } = plan;
  return leg.datasets.map((source) => ({
    ...source,
    timezone: calendar.timezone,
    measure: leg.measure,
    chargeCategories: leg.chargeCategories,
    mayLack: [...leg.mayLack, ...leg.detail.map(({ name }) => name)],
    groupBy: leg.allocation?.groupBy ?? (leg.needs.each ? [...plan.groupBy, ...leg.detail] : []),
    filters: leg.filters.filter((filter) => !(leg.allocation?.filtersAfter ?? []).includes(filter)),
    days,
    grain: base.grain === 'hour' ? 'hour' : 'day',
    dimensions: plan.dimensions,
  }));
}

/** A cost leg: its datasets read side by side and added up. Up to `complete through` an absent cost is 0 (design 4.9). */
export async function fetchCost(
  leg: PlannedCostLeg,
  plan: Plan,
  load: CostLoad & CellSources,
  signal: AbortSignal
): Promise<LegSeries> {
  const drivers = Promise.all(
    (leg.allocation?.steps ?? []).map(async ({ driver }) =>
      driver === undefined ? undefined : fetchUsage(driver, plan, load, signal)
    )
  );
  const parts = await Promise.all(
    costRequests(leg, plan).map(async (request): Promise<Part> => {
      const { dataset } = request;
      const answer = await loadCost(request, load, signal);
      const completeThrough = costCompleteThrough(answer.facts, dataset, plan.now);
      return { dataset, answer, completeThrough, progress: load.cost.progress(request) };
    })
  );
  const unit = oneUnit(leg, parts, plan);
  return assemble(leg, plan, parts, unit, await drivers);
}

/** Amounts of two currencies or two units are never added silently (design section 4.11). */
function oneUnit(leg: PlannedCostLeg, parts: readonly Part[], plan: Plan): string | undefined {
  const units = [...new Set(parts.flatMap(({ answer }) => answer.units))].sort();
  const own = `${leg.name} (${leg.measure})`;
  const mixed = (what: string) => `${own} mixes ${what} ${units.join(', ')}, which cannot be added up.`;
  const [unit] = units;
  if (isQuantity(leg.measure)) {
    if (units.length > 1) {
      throw new UnitEconomicsError(
        'badData',
        `${mixed('units')} Filter the leg by ${leg.measure.replace('Quantity', 'Unit')}.`
      );
    }
    return unit;
  }
  const foreign = units.filter((one) => one !== plan.currency);
  if (foreign.length > 0) {
    const found =
      units.length > 1
        ? mixed('currencies')
        : `${own} is billed in ${foreign.join('')}, and the data source counts in ${plan.currency}.`;
    throw new UnitEconomicsError('badData', `${found} ${currencyWaysOut(foreign)}`);
  }
  return unit;
}

function assemble(
  leg: PlannedCostLeg,
  plan: Plan,
  parts: readonly Part[],
  unit: string | undefined,
  drivers: readonly (LegSeries | undefined)[]
): LegSeries {
  const { base } = plan;
  const rowOf = new Map<string, number>();
  const keys: GroupKey[] = [];
  for (const { answer } of parts) {
    for (const key of answer.keys) {
      if (!rowOf.has(keyText(key))) {
        rowOf.set(keyText(key), keys.length);
        keys.push(key);
      }
    }
  }
  const column = emptyColumn(keys.length, base.length);
  const total = emptyColumn(1, base.length);
  const completeThrough = Math.min(...parts.map((part) => part.completeThrough));
  const firstDay = Math.min(...parts.map(({ answer }) => answer.facts.firstDay ?? Infinity));
  const firstInstant = Number.isFinite(firstDay) ? startOfDay(firstDay, plan.calendar.timezone) : Infinity;
  const covered = { from: slotsComplete(plan, firstInstant), to: slotsComplete(plan, completeThrough) };
  for (let row = 0; row < keys.length; row++) {
    column.valid.fill(1, row * base.length + covered.from, row * base.length + Math.max(covered.from, covered.to));
  }
  total.valid.fill(1, covered.from, Math.max(covered.from, covered.to));
  const counts = plan.query.result === 'legs' ? emptyColumn(keys.length, base.length) : undefined;
  let rows = 0;
  for (const { answer } of parts) {
    const rowOfGroup = answer.keys.map((key) => rowOf.get(keyText(key)) ?? 0);
    for (let i = 0; i < answer.amounts.length; i++) {
      const slot = indexOf(base, answer.times[i] ?? NaN);
      if (slot >= 0) {
        const cell = (rowOfGroup[answer.groups[i] ?? 0] ?? 0) * base.length + slot;
        column.values[cell] = (column.values[cell] ?? 0) + (answer.amounts[i] ?? 0);
        column.valid[cell] = 1;
        rows += answer.rows[i] ?? 0;
        if (counts !== undefined) {
          counts.values[cell] = (counts.values[cell] ?? 0) + (answer.rows[i] ?? 0);
          counts.valid[cell] = 1;
        }
      }
    }
  }
  const grouping = leg.needs.each ? plan.groupBy.length : 0;
  const costs =
    leg.allocation === undefined
      ? { keys, column }
      : runAllocation({ keys, column }, leg.allocation, drivers, grouping);
  const all = costs.keys.map((_, row) => row);
  addRows(costs.column, all, total, 0);
  return {
    each: byGroup(leg, plan.groupBy.length + leg.detail.length, { ...costs, joinsUnattributed: true }, total),
    total,
    begins: { total: base.grain === 'hour' ? firstInstant : firstDay, byKey: new Map() }, // before it an absent cost is not 0
    ends: Math.max(...parts.map(({ dataset }) => closedAt(dataset, plan))),
    rule: 'sum',
    foldable: true,
    completeThrough,
    ...(counts &&
      leg.allocation === undefined && {
        counts: rowCounts(leg, plan.groupBy.length, { keys, column: counts, joinsUnattributed: true }),
      }), // rows of shared cost belong to many groups
    rows,
    badRows: parts.reduce((sum, { answer }) => sum + answer.facts.badRows, 0),
    ...(unit !== undefined && { unit }),
    freshness: parts.flatMap((part) => freshness(part, plan)),
    notices: [
      ...parts.flatMap((part) => costNotices(part, plan)),
      ...closedNotices(parts.map(({ dataset }) => dataset), plan), // prettier-ignore
      ...unmatchedNotice(leg, rows, plan),
      ...(leg.allocation === undefined ? [] : circularNotice(leg.allocation, dividedBy(plan))),
    ],
  };
}

/** Metrics of the query's own legs. */
function dividedBy({ legs }: Plan): readonly string[] {
  return legs.flatMap((leg) => (leg.kind === 'usage' ? [leg.metric.name] : []));
}

function freshness({ dataset, answer: { facts }, completeThrough }: Part, plan: Plan): readonly SourceFreshness[] {
  const source = `cost dataset ${dataset.name}`;
  const whole = {
    source,
    ...(facts.newestEnd !== undefined && { newestEnd: facts.newestEnd }),
    completeThrough,
    ...(!plan.isScoped && { rows: facts.rows, badRows: facts.badRows }),
  };
  const providers = providerFreshness(facts, dataset).map(({ name, newestEnd }) => ({
    source,
    provider: name,
    newestEnd,
    completeThrough: Math.min(completeThrough, newestEnd),
  }));
  return [whole, ...providers];
}
