import { UnitEconomicsError } from '../model/errors.ts';
import { grains, type Grain } from '../model/grain.ts';
import type { Query } from '../model/query.ts';
import { weekdays, type Settings } from '../model/settings.ts';
import { axisOf, type Axis } from '../series/axis.ts';
import { addBuckets, ceilDay, floorDay, type Calendar, type DayGrain } from '../series/calendar.ts';
import { dayText } from '../series/civil.ts';
import { dayCeilOfInstant, dayOfInstant } from '../series/zone.ts';
import { bindFormulas } from './bind-formulas.ts';
import { findDimension, resolveFilters } from './dimensions.ts';
import { baseGrain, resultGrain, slotGrain } from './grain.ts';
import { LegTable } from './leg-table.ts';
import { planLeg } from './plan-legs.ts';
import type { Plan, PlannedFormula, PlannedLeg } from './plan.ts';

/** What the request says beside the query itself. Instants in ms. */
export interface PlanRequest {
  readonly from: number;
  readonly to: number;
  readonly now: number;
  readonly fromAlert: boolean;
  /** The request comes from server-side expressions or an alert rule. */
  readonly fromExpression: boolean;
}

/** Most slots of one leg: eleven years of hours. A range beyond it is a slip of the picker. */
const maxSlots = 100_000;

/** Query and settings to a plan: names looked up, contradictions refused, grain and range decided. Reads no data. */
export function makePlan(query: Query, settings: Settings, request: PlanRequest): Plan {
  const { catalog } = settings;
  const groupBy = query.groupBy.map((name) => findDimension(name, catalog));
  const table = new LegTable(query, settings);
  const formulas = bindFormulas(query, settings, table);
  const context = {
    settings,
    groupBy,
    filters: resolveFilters(query.filters, catalog),
    scope: resolveFilters(settings.scope, catalog),
  };
  const legs = table.legs.map((named, index) => planLeg(named, needsOf(index, formulas, groupBy.length), context));
  refuseOpenBasis(query, formulas, request);
  const calendar = calendarOf(settings);
  return {
    query,
    calendar,
    currency: settings.currency,
    groupBy,
    legs,
    formulas,
    ...planTime(query, legs, formulas, calendar, request),
    fromAlert: request.fromAlert,
    nulls: query.nulls ?? (request.fromAlert || request.fromExpression ? 'drop' : 'keep'),
    now: request.now,
    dimensions: [...catalog.dimensions.values()],
  };
}

export function calendarOf(settings: Settings): Calendar {
  return {
    timezone: settings.timezone,
    weekStart: weekdays.indexOf(settings.weekStart),
    fiscalYearStart: settings.fiscalYearStart,
  };
}

function needsOf(leg: number, formulas: readonly PlannedFormula[], dimensions: number): PlannedLeg['needs'] {
  const uses = formulas.flatMap(({ bound }) => bound.uses).filter((use) => use.leg === leg);
  return {
    each: uses.some((use) => use.groups === 'each'),
    total: dimensions === 0 || uses.some((use) => use.groups === 'total'),
  };
}

/** A rule on a cost per customer and bucket would change its meaning with the picker's range. */
function refuseOpenBasis(query: Query, formulas: readonly PlannedFormula[], request: PlanRequest): void {
  const open = formulas.find(({ bound }) => bound.basis === 'bucket');
  if (open !== undefined && request.fromAlert && query.grain === 'auto') {
    throw new UnitEconomicsError(
      'badQuery',
      `The formula ${open.name} is per bucket, and an alert rule needs a fixed length: set grain to ${grains.slice(1, 4).join(', ')} or another, or per to day or month.`
    );
  }
}

type PlanTime = Pick<Plan, 'grain' | 'base' | 'firstSlot' | 'buckets' | 'lookBack'>;

function planTime(
  query: Query,
  legs: readonly PlannedLeg[],
  formulas: readonly PlannedFormula[],
  calendar: Calendar,
  request: PlanRequest
): PlanTime {
  const from = dayOfInstant(request.from, calendar.timezone);
  const to = Math.max(from + 1, dayCeilOfInstant(request.to, calendar.timezone));
  const lookBack = Math.max(0, ...formulas.flatMap(({ bound }) => bound.uses).map((use) => use.shift));
  const finest = baseGrain(legs);
  const grain: Grain | 'range' = query.result === 'timeseries' ? resultGrain(query.grain, to - from, finest) : 'range';
  const slots = slotGrain(grain, finest);
  const perDay = slots === 'hour' ? 24 : 1;
  if ((to - from) * (lookBack + 1) * perDay > maxSlots) {
    throw new UnitEconomicsError(
      'tooMuch',
      `The range ${dayText(from)} to ${dayText(to)} is too long for slots of one ${slots}; choose a shorter one.`
    );
  }
  if (grain === 'range') {
    const inRange = axisOf(slots, from, to, calendar);
    const first = inRange.starts[0] ?? from;
    const start = slots === 'hour' ? first : addBuckets(first, -lookBack * inRange.length, slots, calendar);
    const base = axisOf(slots, start, to, calendar);
    return { grain, base, firstSlot: base.length - inRange.length, buckets: undefined, lookBack };
  }
  const buckets = axisOf(grain, from, to, calendar);
  const base = baseAxis(buckets, slots, lookBack, calendar, [from, to]);
  const firstStart = buckets.starts[0] ?? 0;
  return { grain, base, firstSlot: base.starts.findIndex((start) => start >= firstStart), buckets, lookBack };
}

function baseAxis(
  buckets: Axis,
  slots: Grain,
  lookBack: number,
  calendar: Calendar,
  days: readonly [number, number]
): Axis {
  if (buckets.grain === 'hour' || slots === 'hour') {
    return axisOf('hour', days[0] - lookBack, days[1], calendar);
  }
  const grain: DayGrain = buckets.grain;
  const start = addBuckets(buckets.starts[0] ?? 0, -lookBack, grain, calendar);
  const end = buckets.starts[buckets.length] ?? 0;
  // Slots that do not nest in buckets (weeks in months) belong to the bucket in which they start.
  const first = slots === 'week' ? ceilDay(start, 'week', calendar) : floorDay(start, slots, calendar);
  return axisOf(slots, first, end, calendar);
}
