import { fitLine, type Estimate } from './fit.ts';
import { sumOf } from './sum.ts';

/** Cost and units of one bucket; what is not known is left out. */
export interface EvidencePeriod {
  readonly cost?: number;
  readonly units?: number;
  readonly complete: boolean;
}

export type Verdict =
  | 'unit cost falls as spend rises'
  | 'unit cost rises with spend'
  | 'unit cost rises while spend falls'
  | 'both fall'
  | 'no clear change'
  | 'not enough data';

/** Whether unit cost falls while spend rises, with the conditions under which that was found. */
export interface Evidence {
  readonly verdict: Verdict;
  /** Left out, all of them, where the verdict is `not enough data`. */
  readonly figures?: EvidenceFigures;
  readonly conditions: EvidenceConditions;
}

/** Relative changes: 0.5 is +50%. Unit costs are ratios of sums. */
export interface EvidenceFigures {
  readonly unitCost0: number;
  readonly unitCost1: number;
  readonly spendChange: number;
  readonly unitChange: number;
  readonly unitCostChange: number;
}

export interface EvidenceConditions {
  readonly compare: Compare;
  /** Complete ones with cost and units. */
  readonly periodsUsed: number;
  readonly incomplete: number;
  /** Complete, but without cost or units. */
  readonly missing: number;
  /** Share of the cost that has a partner on the usage side, 0 to 1, as the caller knows it. */
  readonly coverage?: number;
  /** Pearson's, of cost and units over the periods used: whether the units drive the cost at all. */
  readonly correlation: Estimate;
  /** Why there is not enough data. */
  readonly lacks?: 'two complete periods' | 'spend or units at one end';
}

/** `ends`: the last period with the first. `halves`: the later half with the earlier one; of an odd number the middle is left out. */
export type Compare = 'ends' | 'halves';

export interface EvidenceOptions {
  readonly compare?: Compare;
  /** A relative change up to this is none; default 0.01. */
  readonly clear?: number;
  readonly coverage?: number;
}

/** @param periods the oldest first, of equal length */
export function gatherEvidence(periods: readonly EvidencePeriod[], options: EvidenceOptions = {}): Evidence {
  const { compare = 'ends', clear = 0.01, coverage } = options;
  const complete = periods.filter((period) => period.complete);
  const used = complete.flatMap(({ cost, units }) => (isKnown(cost) && isKnown(units) ? [{ cost, units }] : []));
  const conditions = {
    compare,
    periodsUsed: used.length,
    incomplete: periods.length - complete.length,
    missing: complete.length - used.length,
    ...(coverage !== undefined && { coverage }),
    correlation: fitLine(
      used.map(({ units }) => units),
      used.map(({ cost }) => cost)
    ).correlation,
  };
  const size = compare === 'ends' ? Math.min(1, used.length - 1) : Math.floor(used.length / 2);
  if (size < 1) {
    return { verdict: 'not enough data', conditions: { ...conditions, lacks: 'two complete periods' } };
  }
  const first = totalOf(used.slice(0, size));
  const last = totalOf(used.slice(-size));
  if (first.cost <= 0 || last.cost < 0 || first.units <= 0 || last.units <= 0) {
    return { verdict: 'not enough data', conditions: { ...conditions, lacks: 'spend or units at one end' } };
  }
  const unitCost0 = first.cost / first.units;
  const unitCost1 = last.cost / last.units;
  const figures = {
    unitCost0,
    unitCost1,
    spendChange: last.cost / first.cost - 1,
    unitChange: last.units / first.units - 1,
    unitCostChange: unitCost1 / unitCost0 - 1,
  };
  return { verdict: verdictOf(figures, clear), figures, conditions };
}

function verdictOf({ spendChange, unitCostChange }: EvidenceFigures, clear: number): Verdict {
  if (Math.abs(spendChange) <= clear || Math.abs(unitCostChange) <= clear) {
    return 'no clear change';
  }
  if (spendChange > 0) {
    return unitCostChange < 0 ? 'unit cost falls as spend rises' : 'unit cost rises with spend';
  }
  return unitCostChange < 0 ? 'both fall' : 'unit cost rises while spend falls';
}

function totalOf(periods: readonly { readonly cost: number; readonly units: number }[]) {
  return { cost: sumOf(periods.map(({ cost }) => cost)), units: sumOf(periods.map(({ units }) => units)) };
}

function isKnown(value: number | undefined): value is number {
  return value !== undefined && Number.isFinite(value);
}
