import type { Cell, Period } from '../../drivers/period.ts';
import { sumOf } from '../../drivers/sum.ts';
import type { Column } from '../../model/column.ts';
import { lacksPart } from '../../model/group-key.ts';
import { aggregate, type Span } from '../../series/aggregate.ts';
import { basisOfSlots } from '../../series/basis.ts';
import type { Aligned } from '../align.ts';
import type { LegSeries } from '../leg-series.ts';
import type { Plan } from '../plan.ts';
import type { CostAndUsage } from './compared.ts';
import { CountedSlots } from './counted-slots.ts';
import { cellsOf, groupText, groupTexts, type SkuCharges } from './sku-cells.ts';
import { basisIn, perUnit, unitCostOf } from './unit-cost.ts';

/** A period as the drivers see it, and what a unit cost in it as the formula counts: by group, and all of them as ''. */
export interface DriverPeriod {
  readonly period: Period;
  readonly unitCosts: ReadonlyMap<string, number>;
}

/** The text under which `unitCosts` has all groups; no group is called so. */
export const allGroups = '';

/** Brings the aligned legs to periods, cost only on the slots on which its units are known. */
export function driverPeriods(
  plan: Plan,
  aligned: Aligned,
  legs: readonly LegSeries[],
  pair: CostAndUsage,
  charges: SkuCharges | undefined
): (span: Span) => DriverPeriod {
  const { usage, usageIndex, costIndex } = pair;
  const { groups } = aligned;
  const series = usageIndex === undefined ? undefined : legs[usageIndex];
  const isByGroup = usage !== undefined && usage.needs.each && !usage.broadcast && plan.groupBy.length > 0;
  const cost = (groups[0]?.kind === 'all' ? aligned.total : aligned.each)[costIndex];
  const units = usageIndex === undefined ? undefined : (isByGroup ? aligned.each : aligned.total)[usageIndex];
  const isAddable = usage?.metric.aggregate.groups === 'sum';
  if (cost === undefined) {
    throw new RangeError(`leg ${costIndex} was not fetched`); // the plan lists every leg that a formula uses
  }
  const slots = new CountedSlots(cost, units);
  const written = unitCostOf(plan, pair);
  const texts = groups.map(groupText);
  const rowOf = new Map(texts.map((text, row) => [text, row]));
  const days = basisOfSlots(plan.base, 'day', plan.calendar);
  /** Different things in all, as their source counts them. */
  const wholeIn = (span: Span): Column | undefined => {
    const whole = aligned.total[usageIndex ?? -1];
    return whole && series && aggregate(whole, [span], series.rule);
  };

  return (span) => {
    const costs = groups.map((_, row) => slots.costOf(row, span));
    const cells =
      charges === undefined
        ? texts.flatMap((group, row): readonly Cell[] => {
            const { counted = 0, left = 0 } = costs[row] ?? {};
            const plain = { group, skuId: '' };
            return [{ ...plain, cost: counted }, ...(left === 0 ? [] : [{ ...plain, cost: left, unsplit: 'days without known units' as const }])]; // prettier-ignore
          })
        : cellsOf(charges, span, groupTexts(groups), plan, (group, slot) => slots.has(rowOf.get(group) ?? 0, slot));
    if (units === undefined || usage === undefined || series === undefined) {
      return { period: { cells }, unitCosts: new Map() };
    }
    const held = aggregate(units, [span], series.rule, slots.mask);
    const basis = basisIn(span, written, plan, slots.mask);
    const isKnown = (row: number) => units.valid.subarray(row * units.width, (row + 1) * units.width).includes(1);
    const own = isByGroup
      ? groups.flatMap((group, row) => {
          const value = group.kind === 'key' && lacksPart(group.key) ? undefined : valueAt(held, row);
          const { counted = 0, left = 0 } = costs[row] ?? {};
          // Nothing at all of a group that the metric has elsewhere: it is new, or gone. With cost its units are missing.
          const absent = isKnown(row) && counted === 0 && left === 0 ? 0 : undefined;
          const known = value ?? absent;
          return known === undefined ? [] : [[row, known] as const];
        })
      : [];
    // As for a group: nothing at all in a period is no growth that is not known, but all of it.
    const nothing = isKnown(0) && costs.every(({ counted, left }) => counted === 0 && left === 0) ? 0 : undefined;
    const inGroups = isAddable ? sumOf(own.map(([, value]) => value)) : valueAt(wholeIn(span), 0);
    const all = isByGroup ? inGroups : (valueAt(held, 0) ?? nothing);
    const isSummed = isByGroup && isAddable;
    const daysLeft = sumOf(slots.slotsLeft(span).map((slot) => days.values[slot] ?? 0));
    // Cost per day or month first: groups of which some days do not count have fewer of them.
    const rates = costs.map(({ counted }, row) => counted / (valueAt(basis, row) ?? NaN));
    const unitCosts = new Map<string, number>();
    const put = (text: string, rate: number | undefined, value: number | undefined) => {
      const cost = perUnit(rate, value, written);
      if (cost !== undefined) {
        unitCosts.set(text, cost);
      }
    };
    own.forEach(([row, value]) => {
      put(texts[row] ?? '', rates[row], value);
    });
    put(allGroups, sumOf(rates.filter(Number.isFinite)), all);
    return {
      period: {
        cells,
        ...(all !== undefined &&
          isByGroup && { unitsByGroup: new Map(own.map(([row, value]) => [texts[row] ?? '', value])) }),
        ...(all !== undefined && !isSummed && { units: all }),
        ...(usage.metric.additivity !== 'additive' && daysIn(days, span, slots, texts)),
        ...(daysLeft > 0 && { daysWithout: daysLeft }),
      },
      unitCosts,
    };
  };
}

/** Days of the period, and of each group those on which its units are known. */
function daysIn(days: Column, span: Span, { mask }: CountedSlots, texts: readonly string[]) {
  const whole = valueAt(aggregate(days, [span], 'sum'), 0) ?? 0;
  const known = mask && aggregate(days, [span], 'sum', mask);
  const byGroup = texts.flatMap((text, row) => {
    const own = known && valueAt(known, known.rows === 1 ? 0 : row);
    return own === undefined || own === whole ? [] : [[text, own] as const];
  });
  return { days: whole, ...(byGroup.length > 0 && { daysByGroup: new Map(byGroup) }) };
}

function valueAt(column: Column | undefined, row: number): number | undefined {
  const at = column?.rows === 1 ? 0 : row;
  return column?.valid[at] === 1 ? column.values[at] : undefined;
}
