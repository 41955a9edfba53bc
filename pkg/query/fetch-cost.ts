import type { CostAnswer, CostRequest, CostSource } from '../cost/cost-source.ts';
import { emptyColumn, type Column } from '../model/column.ts';
import { UnitEconomicsError } from '../model/errors.ts';
import type { Notice } from '../model/frame.ts';
import { keyText, type GroupKey } from '../model/group-key.ts';
import { isQuantity } from '../model/names.ts';
import { indexOf } from '../series/axis.ts';
import { dayOfInstant } from '../series/zone.ts';
import { addRows, type KeyedColumn } from '../series/groups.ts';
import type { SharedCache } from './cache.ts';
import type { LegSeries } from './leg-series.ts';
import type { Plan, PlannedCostLeg, PlannedLeg } from './plan.ts';

interface Part {
  readonly answer: CostAnswer;
  /** Instant up to which the dataset is complete. */
  readonly completeThrough: number;
}

/** One request per dataset that the leg adds up. */
export function costRequests(leg: PlannedCostLeg, plan: Plan): readonly CostRequest[] {
  return leg.datasets.map(({ dataset, connection }) => ({
    dataset,
    connection,
    timezone: plan.calendar.timezone,
    measure: leg.measure,
    chargeCategories: leg.chargeCategories,
    groupBy: leg.needs.each ? plan.groupBy : [],
    filters: leg.filters,
    days: { from: plan.base.starts[0] ?? 0, to: plan.base.starts[plan.base.length] ?? 0 },
    dimensions: plan.dimensions,
  }));
}

/** A cost leg: its datasets read side by side and added up. Up to `complete through` an absent cost is 0 (design 4.9). */
export async function fetchCost(
  leg: PlannedCostLeg,
  plan: Plan,
  source: CostSource,
  cache: SharedCache<CostAnswer>,
  signal: AbortSignal
): Promise<LegSeries> {
  const parts = await Promise.all(
    costRequests(leg, plan).map(async (request): Promise<Part> => {
      const { dataset } = request;
      const version = await source.version(request, signal);
      const answer = await cache.load(`${version} ${JSON.stringify(request)}`, signal, (shared) =>
        source.fetch(request, shared)
      );
      const { newestEnd } = answer.facts;
      const closed = dataset.until !== undefined;
      const completeThrough =
        newestEnd === undefined ? -Infinity : closed ? Infinity : Math.min(plan.now - dataset.completeAfter, newestEnd);
      return { answer, completeThrough };
    })
  );
  const unit = oneUnit(leg, parts, plan);
  return assemble(leg, plan, parts, unit);
}

/** Amounts of two currencies or two units are never added silently (design section 4.11). */
function oneUnit(leg: PlannedCostLeg, parts: readonly Part[], plan: Plan): string | undefined {
  const units = [...new Set(parts.flatMap(({ answer }) => answer.units))].sort();
  const what = isQuantity(leg.measure) ? 'units' : 'currencies';
  if (units.length > 1) {
    const column = isQuantity(leg.measure) ? leg.measure.replace('Quantity', 'Unit') : 'BillingCurrency';
    throw new UnitEconomicsError(
      'badData',
      `${leg.name} (${leg.measure}) mixes ${what} ${units.join(', ')}, which cannot be added up. Filter the leg by ${column}.`
    );
  }
  const [unit] = units;
  if (!isQuantity(leg.measure) && unit !== undefined && unit !== plan.currency) {
    throw new UnitEconomicsError(
      'badData',
      `${leg.name} (${leg.measure}) is billed in ${unit}, and the data source counts in ${plan.currency}. Set currency: ${unit} in the settings, or filter the leg by BillingCurrency.`
    );
  }
  return unit;
}

function assemble(leg: PlannedCostLeg, plan: Plan, parts: readonly Part[], unit: string | undefined): LegSeries {
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
  const completeDay =
    completeThrough === Infinity
      ? Infinity
      : completeThrough === -Infinity
        ? -Infinity
        : dayOfInstant(completeThrough, plan.calendar.timezone);
  const covered = {
    from: slotsBefore(base.starts, base.length, firstDay),
    to: slotsBefore(base.starts, base.length, completeDay),
  };
  for (let row = 0; row < keys.length; row++) {
    column.valid.fill(1, row * base.length + covered.from, row * base.length + Math.max(covered.from, covered.to));
  }
  total.valid.fill(1, covered.from, Math.max(covered.from, covered.to));
  let rows = 0;
  for (const { answer } of parts) {
    const rowOfGroup = answer.keys.map((key) => rowOf.get(keyText(key)) ?? 0);
    for (let i = 0; i < answer.amounts.length; i++) {
      const slot = indexOf(base, answer.days[i] ?? NaN);
      if (slot >= 0) {
        const cell = (rowOfGroup[answer.groups[i] ?? 0] ?? 0) * base.length + slot;
        column.values[cell] = (column.values[cell] ?? 0) + (answer.amounts[i] ?? 0);
        column.valid[cell] = 1;
        rows += answer.rows[i] ?? 0;
      }
    }
  }
  addRows(
    column,
    keys.map((_, row) => row),
    total,
    0
  );
  return {
    each: byGroup(leg, plan, { keys, column, joinsUnattributed: true }, total),
    total,
    rule: 'sum',
    foldable: true,
    completeThrough,
    rows,
    badRows: parts.reduce((sum, { answer }) => sum + answer.facts.badRows, 0),
    ...(unit !== undefined && { unit }),
    notices: parts.flatMap(({ answer }, index) => notices(leg.datasets[index]?.dataset.name ?? leg.name, answer)),
  };
}

/** Without grouping the total is the one group; a leg that is only needed in total has no groups. */
export function byGroup(leg: PlannedLeg, plan: Plan, grouped: KeyedColumn, total: Column): KeyedColumn {
  if (plan.groupBy.length === 0) {
    return { ...grouped, keys: [[]], column: total };
  }
  return leg.needs.each && !leg.broadcast ? grouped : { ...grouped, keys: [], column: emptyColumn(0, total.width) };
}

/** The number of slots that end on or before the start of the day. */
function slotsBefore(starts: Float64Array, length: number, day: number): number {
  let slot = 0;
  while (slot < length && (starts[slot + 1] ?? 0) <= day) {
    slot++;
  }
  return slot;
}

function notices(dataset: string, { facts }: CostAnswer): readonly Notice[] {
  const found: Notice[] = facts.fileErrors.map((text) => ({
    severity: 'error',
    text: `Cost dataset ${dataset}: ${text}`,
  }));
  if (facts.badRows > 0) {
    const samples = facts.badSamples.join('; ');
    found.push({
      severity: 'warning',
      text: `Cost dataset ${dataset}: ${facts.badRows} charges could not be read and are left out. ${samples}`,
    });
  }
  if (facts.rows === 0) {
    found.push({ severity: 'warning', text: `Cost dataset ${dataset} holds no charges.` });
  }
  return found;
}
