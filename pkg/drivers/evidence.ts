import { fitLine, type Estimate } from './fit.ts';
import { sumOf } from './sum.ts';

/** Cost and units of one bucket; what is not known is left out. */
export interface EvidencePeriod {
  readonly cost?: number;
  readonly units?: number;
  readonly complete: boolean;
  /**
   * Days that count, where units are a stock (a shorter month costs less and saves nothing) or a rate per day, as those of a
   * flow are where some days have none.
   */
  readonly days?: number;
}

export type Verdict =
  | 'unit cost falls as spend rises'
  | 'unit cost rises with spend'
  | 'unit cost rises while spend falls'
  | 'both fall'
  | 'unit cost falls at equal spend'
  | 'unit cost rises at equal spend'
  | 'no clear change'
  | 'not enough data';

/** Whether unit cost falls while spend rises, with the conditions under which that was found. */
export interface Evidence {
  /** Of the last period held against the first. */
  readonly verdict: Verdict;
  /** Left out, all of them, where the verdict is `not enough data`. */
  readonly figures?: EvidenceFigures;
  /** The later half of the periods against the earlier, which no single period decides; from four periods on. */
  readonly halves?: EvidenceFigures & { readonly verdict: Verdict };
  readonly conditions: EvidenceConditions;
}

/** Relative changes: 0.5 is +50%. Unit costs are ratios of sums, of a stock per day. */
export interface EvidenceFigures {
  readonly unitCost0: number;
  readonly unitCost1: number;
  readonly spendChange: number;
  readonly unitChange: number;
  readonly unitCostChange: number;
}

export interface EvidenceConditions {
  /** Complete ones with cost and units. */
  readonly periodsUsed: number;
  readonly incomplete: number;
  /** Complete, but without cost or units. */
  readonly missing: number;
  /** Spend is per day, because units are a stock or a rate. */
  readonly perDay: boolean;
  /** Units are per day: on some days of the periods a flow is not known. */
  readonly unitsPerDay: boolean;
  /** Days of the periods used on which cost or units are not known: both are left out. */
  readonly daysLeft: number;
  /** Share of the cost that has a partner on the usage side, 0 to 1, as the caller knows it. */
  readonly coverage?: number;
  /** Pearson's, of cost and units over the periods used: whether the units drive the cost at all. */
  readonly correlation: Estimate;
  /** Why there is not enough data. */
  readonly lacks?: 'two complete periods' | 'spend or units at one end';
}

export type Doubt = 'few periods' | 'correlation' | 'coverage' | 'halves';

export interface EvidenceOptions {
  /** A relative change up to this is none; default 0.01. */
  readonly clear?: number;
  readonly coverage?: number;
  /** Default false. */
  readonly unitsPerDay?: boolean;
  /** Default 0. */
  readonly daysLeft?: number;
}

/** From these on a cause is stated: fewer periods correlate by chance, a weaker correlation and a smaller part of the cost prove little. */
export const leastForCause = { periods: 6, correlation: 0.7, coverage: 0.8 };

/** @param periods the oldest first, of equal length but for the days of a month */
export function gatherEvidence(periods: readonly EvidencePeriod[], options: EvidenceOptions = {}): Evidence {
  const { clear = 0.01, coverage, unitsPerDay = false, daysLeft = 0 } = options;
  const complete = periods.filter((period) => period.complete);
  const used = complete.flatMap(({ cost, units, days = 1 }) =>
    isKnown(cost) && isKnown(units) && days > 0 ? [{ cost, units, days }] : []
  );
  const conditions = {
    periodsUsed: used.length,
    incomplete: periods.length - complete.length,
    missing: complete.length - used.length,
    perDay: periods.some(({ days }) => days !== undefined),
    unitsPerDay,
    daysLeft,
    ...(coverage !== undefined && { coverage }),
    correlation: fitLine(
      used.map(({ units }) => units),
      used.map(({ cost, days }) => cost / days)
    ).correlation,
  };
  if (used.length < 2) {
    return { verdict: 'not enough data', conditions: { ...conditions, lacks: 'two complete periods' } };
  }
  const figures = figuresOf(used.slice(0, 1), used.slice(-1));
  if (figures === undefined) {
    return {
      verdict: 'not enough data',
      conditions: { ...conditions, lacks: 'spend or units at one end' },
    };
  }
  const size = Math.floor(used.length / 2);
  const halves = size < 2 ? undefined : figuresOf(used.slice(0, size), used.slice(-size));
  return {
    verdict: verdictOf(figures, clear),
    figures,
    ...(halves && { halves: { ...halves, verdict: verdictOf(halves, clear) } }),
    conditions,
  };
}

/** What stands against saying that growth raises the bill; nothing where all conditions hold. */
export function doubtsOf({ verdict, halves, conditions }: Evidence): readonly Doubt[] {
  const { periodsUsed, correlation, coverage = 0 } = conditions;
  const { periods, correlation: least, coverage: part } = leastForCause;
  return [
    ...(periodsUsed < periods ? ['few periods' as const] : []),
    ...('value' in correlation && correlation.value >= least ? [] : ['correlation' as const]),
    ...(coverage >= part ? [] : ['coverage' as const]),
    ...(halves === undefined || halves.verdict === verdict ? [] : ['halves' as const]),
  ];
}

interface Used {
  readonly cost: number;
  readonly units: number;
  readonly days: number;
}

/** Undefined without spend or units to start from. */
function figuresOf(before: readonly Used[], after: readonly Used[]): EvidenceFigures | undefined {
  const [first, last] = [meanOf(before), meanOf(after)];
  if (first.cost <= 0 || last.cost < 0 || first.units <= 0 || last.units <= 0) {
    return undefined;
  }
  const unitCost0 = first.cost / first.units;
  const unitCost1 = last.cost / last.units;
  return {
    unitCost0,
    unitCost1,
    spendChange: last.cost / first.cost - 1,
    unitChange: last.units / first.units - 1,
    unitCostChange: unitCost1 / unitCost0 - 1,
  };
}

function verdictOf({ spendChange, unitCostChange }: EvidenceFigures, clear: number): Verdict {
  if (Math.abs(unitCostChange) <= clear) {
    return 'no clear change';
  }
  if (Math.abs(spendChange) <= clear) {
    return unitCostChange < 0 ? 'unit cost falls at equal spend' : 'unit cost rises at equal spend';
  }
  if (spendChange > 0) {
    return unitCostChange < 0 ? 'unit cost falls as spend rises' : 'unit cost rises with spend';
  }
  return unitCostChange < 0 ? 'both fall' : 'unit cost rises while spend falls';
}

/** Cost per day, where days are given, and units of a period: of a stock weighed by the days it was there. */
function meanOf(periods: readonly Used[]): { readonly cost: number; readonly units: number } {
  const days = sumOf(periods.map((period) => period.days));
  return {
    cost: sumOf(periods.map(({ cost }) => cost)) / days,
    units: sumOf(periods.map((period) => period.units * period.days)) / days,
  };
}

function isKnown(value: number | undefined): value is number {
  return value !== undefined && Number.isFinite(value);
}
