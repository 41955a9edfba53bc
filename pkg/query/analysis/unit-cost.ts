import { timeBases, type TimeBasis } from '../../model/grain.ts';
import { isQuantity } from '../../model/names.ts';
import { aggregate, type Mask, type Span } from '../../series/aggregate.ts';
import { basisOfSlots } from '../../series/basis.ts';
import { constantColumn, type Column } from '../../model/column.ts';
import type { Plan } from '../plan.ts';
import type { CostAndUsage } from './compared.ts';

/** How cost per unit is written: as the formula does where it is one cost over one volume, so that both read the same. */
export interface UnitCost {
  /** Whether the formula itself is cost per unit; otherwise it is something like a margin, with a unit of its own. */
  readonly isFormula: boolean;
  /** What a plain quotient is multiplied by: 1,000,000 for USD / 1M requests. */
  readonly factor: number;
  /** Time basis of a cost per stock. */
  readonly per?: TimeBasis;
}

export function unitCostOf({ currency }: Pick<Plan, 'currency'>, { formula, cost, usage }: CostAndUsage): UnitCost {
  const { unit, bound } = formula;
  const factors = [...unit.factors.values()];
  const [time, ...moreTime] = factors.filter(({ kind }) => kind === 'time');
  const plain = factors.filter(({ kind }) => kind !== 'time');
  const above = isQuantity(cost.measure) ? cost.measure : currency;
  const below = usage?.metric.unit;
  const own = time?.power === -1 ? timeBases.find((basis) => basis === time.symbol) : undefined;
  if (moreTime.length === 0 && (time === undefined) === (own === undefined)) {
    const basis = own === undefined ? {} : { per: own };
    if (plain.length === 0 && above === below) {
      return { isFormula: true, factor: 10 ** (unit.tens ?? 0), ...basis };
    }
    const costs = plain.find(({ symbol, power }) => symbol === above && power === 1);
    const units = plain.find(({ symbol, power }) => symbol === below && power === -1);
    if (plain.length === 2 && costs !== undefined && units !== undefined) {
      return { isFormula: true, factor: 10 ** (units.scale - costs.scale), ...basis };
    }
  }
  const isStock = usage !== undefined && usage.metric.additivity !== 'additive';
  return { isFormula: false, factor: 1, ...(isStock && { per: bound.bases[0] ?? 'month' }) };
}

/** How many days, months or years the span counts, by group where some slots do not; 1 where there is no time basis. */
export function basisIn(span: Span, { per }: UnitCost, { base, calendar }: Plan, mask?: Mask): Column {
  return per === undefined || per === 'bucket'
    ? constantColumn(1, 1)
    : aggregate(basisOfSlots(base, per, calendar), [span], 'sum', mask);
}

/** @param rate cost, by day or month where there is a time basis. Undefined without units to divide by. */
export function perUnit(rate: number | undefined, units: number | undefined, { factor }: UnitCost): number | undefined {
  return rate === undefined || !Number.isFinite(rate) || units === undefined || units === 0
    ? undefined
    : (rate / units) * factor;
}
