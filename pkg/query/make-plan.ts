import { UnitEconomicsError } from '../model/errors.ts';
import { grains } from '../model/grain.ts';
import type { Query } from '../model/query.ts';
import { weekdays, type Settings } from '../model/settings.ts';
import type { Calendar } from '../series/calendar.ts';
import { isOverRange } from './analysis/compared.ts';
import { chargeCategory, skuDetail } from './analysis/charge-detail.ts';
import { bindFormulas } from './bind-formulas.ts';
import { findDimension, resolveFilters } from './dimensions.ts';
import { LegTable } from './leg-table.ts';
import { planLeg } from './plan-legs.ts';
import { planTime } from './plan-time.ts';
import { metricSource } from './usage-request.ts';
import type { BoundNamedFormula, Plan, PlannedLeg } from './plan.ts';

/** What the request says beside the query itself. Instants in ms. */
export interface PlanRequest {
  readonly from: number;
  readonly to: number;
  readonly now: number;
  readonly fromAlert: boolean;
  /** The request comes from server-side expressions or an alert rule. */
  readonly fromExpression: boolean;
}

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
    result: query.result,
    detail: query.result !== 'digest' ? [] : query.digest.detail === 'sku' ? skuDetail : [chargeCategory],
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
    ...planTime(query, legs, formulas, calendar, request),
    isScoped: settings.scope.length > 0,
    fromAlert: request.fromAlert,
    nulls: query.nulls ?? (request.fromAlert || request.fromExpression ? 'drop' : 'keep'),
    now: request.now,
    dimensions: [...catalog.dimensions.values()],
    ...ratesOf(settings),
  };
}

function ratesOf(settings: Settings): Pick<Plan, 'rates'> {
  const { rates } = settings;
  const source = rates && metricSource(rates.metric, settings);
  return source === undefined ? {} : { rates: { by: rates?.by ?? 'day', source } };
}

export function calendarOf(settings: Settings): Calendar {
  return {
    timezone: settings.timezone,
    weekStart: weekdays.indexOf(settings.weekStart),
    fiscalYearStart: settings.fiscalYearStart,
  };
}

function needsOf(leg: number, formulas: readonly BoundNamedFormula[], dimensions: number): PlannedLeg['needs'] {
  const uses = formulas.flatMap(({ bound }) => bound.uses).filter((use) => use.leg === leg);
  return {
    each: uses.some((use) => use.groups === 'each'),
    total: dimensions === 0 || uses.some((use) => use.groups === 'total'),
  };
}

/** A rule on a cost per customer and bucket would change its meaning with the range, which is the bucket of one value. */
function refuseOpenBasis(query: Query, formulas: readonly BoundNamedFormula[], request: PlanRequest): void {
  const open = formulas.find(({ bound }) => bound.bases.includes('bucket'));
  if (open === undefined || !request.fromAlert) {
    return;
  }
  if (isOverRange(query)) {
    throw new UnitEconomicsError(
      'badQuery',
      `The formula ${open.name} is per bucket, and an alert rule needs a fixed length; the bucket of a ${query.result} is its whole range. Set per to day, month or year.`
    );
  }
  if (query.grain === 'auto') {
    throw new UnitEconomicsError(
      'badQuery',
      `The formula ${open.name} is per bucket, and an alert rule needs a fixed length: set grain to ${grains.slice(1, 4).join(', ')} or another, or per to day or month.`
    );
  }
}
