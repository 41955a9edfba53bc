import type { CostAnswer } from '../../cost/cost-source.ts';
import type { Leaf } from '../../drivers/leaf-tree.ts';
import { Sum } from '../../drivers/sum.ts';
import type { UnsplitReason } from '../../drivers/unsplit.ts';
import { keyText } from '../../model/group-key.ts';
import { indexOf } from '../../series/axis.ts';
import type { Span } from '../../series/aggregate.ts';
import type { LegSeries } from '../leg-series.ts';
import type { Plan } from '../plan.ts';
import { consumedBy, kindOf, type Kind } from './charge-detail.ts';
import { pathText, type DigestUnits, type Pair } from './digest-units.ts';

/** Cost of one path and kind in both periods, on the slots on which it is held against units and on the others. */
export interface DigestLeaf {
  readonly path: readonly string[];
  readonly kind: Kind;
  readonly counted: Pair<number>;
  readonly left: Pair<number>;
  /** Consumed on the slots that count; undefined where nothing says it, or not of all the cost. */
  readonly quantity: Pair<number | undefined>;
}

/** @param quantities the answers for consumed quantities, where SKUs are asked for */
export function digestLeaves(
  plan: Plan,
  { each: { keys, column } }: LegSeries,
  units: DigestUnits,
  spans: Pair<Span>,
  quantities: readonly CostAnswer[] | undefined
): readonly DigestLeaf[] {
  const consumed = quantities === undefined || quantities.length === 0 ? undefined : quantitiesOf(quantities, plan);
  return keys.map((key, row): DigestLeaf => {
    const path = plan.groupBy.map((dimension, level) => key[level] ?? dimension.rest);
    const counts = (units.levels > 0 ? units.byPath.get(pathText(path, units.levels)) : units.total)?.counts;
    const [start, end] = [row * column.width, (row + 1) * column.width];
    const own = { values: column.values.subarray(start, end), valid: column.valid.subarray(start, end) };
    const [before, after] = [sumsOf(own, spans[0], counts), sumsOf(own, spans[1], counts)];
    const kind = kindOf(key.slice(plan.groupBy.length));
    const slots = consumed?.get(keyText(key));
    const quantityIn = (span: Span, [cost]: Pair<number>) =>
      consumed && consumedBy(kind, cost, slots && sumsOf({ values: slots }, span, counts)[0]);
    return {
      path,
      kind,
      counted: [before[0], after[0]],
      left: [before[1], after[1]],
      quantity: [quantityIn(spans[0], before), quantityIn(spans[1], after)],
    };
  });
}

/** All cost by path; the amount is the part of it that is held against units. */
export function costLeaves(leaves: readonly DigestLeaf[]): readonly Leaf[] {
  return leaves.map(({ path, counted: [amount0, amount1], left }) => ({
    path,
    cost0: amount0 + left[0],
    cost1: amount1 + left[1],
    amount0,
    amount1,
  }));
}

/** The same by the number of its kind first; the amount is what was consumed. */
export function kindLeaves(
  leaves: readonly DigestLeaf[],
  isKnown: (path: readonly string[]) => boolean
): { readonly byKind: readonly Leaf[]; readonly kinds: readonly Kind[] } {
  const kinds = new KindNumbers();
  const byKind: Leaf[] = [];
  for (const { path, kind, counted, left, quantity } of leaves) {
    const [amount0, amount1] = quantity;
    const reason = kind.reason ?? (isKnown(path) ? undefined : ('units not known' as const));
    byKind.push({
      path: [kinds.of(kind, reason), ...path],
      cost0: counted[0],
      cost1: counted[1],
      ...(amount0 !== undefined && { amount0 }),
      ...(amount1 !== undefined && { amount1 }),
    });
    if (left[0] !== 0 || left[1] !== 0) {
      const number = kinds.of(kind, reason ?? 'days without known units');
      byKind.push({ path: [number, ...path], cost0: left[0], cost1: left[1] });
    }
  }
  return { byKind, kinds: kinds.all };
}

/** Sums of a span over the slots that count and over the others, each with compensation. */
function sumsOf(
  { values, valid }: { readonly values: Float64Array; readonly valid?: Uint8Array },
  { from, to }: Span,
  counts: ((slot: number) => boolean) | undefined
): readonly [counted: number, left: number] {
  const counted = new Sum();
  const left = new Sum();
  for (let slot = from; slot < to; slot++) {
    const amount = values[slot] ?? 0;
    if (amount !== 0 && (valid === undefined || valid[slot] === 1)) {
      (counts === undefined || counts(slot) ? counted : left).add(amount);
    }
  }
  return [counted.value, left.value];
}

class KindNumbers {
  readonly all: Kind[] = [];
  readonly #numbers = new Map<string, string>();

  of({ skuId, consumedUnit }: Kind, reason: UnsplitReason | undefined): string {
    const text = pathText([skuId, consumedUnit ?? '', reason ?? '']);
    let number = this.#numbers.get(text);
    if (number === undefined) {
      number = String(this.all.push({ skuId, ...(consumedUnit && { consumedUnit }), ...(reason && { reason }) }) - 1);
      this.#numbers.set(text, number);
    }
    return number;
  }
}

/** Consumed quantity by key and slot. */
function quantitiesOf(answers: readonly CostAnswer[], { base }: Plan): ReadonlyMap<string, Float64Array> {
  const byKey = new Map<string, Float64Array>();
  for (const { keys, times, groups, amounts } of answers) {
    const texts = keys.map(keyText);
    for (let i = 0; i < amounts.length; i++) {
      const slot = indexOf(base, times[i] ?? NaN);
      const text = texts[groups[i] ?? 0] ?? '';
      if (slot >= 0) {
        const slots = byKey.get(text) ?? new Float64Array(base.length);
        slots[slot] = (slots[slot] ?? 0) + (amounts[i] ?? 0);
        byKey.set(text, slots);
      }
    }
  }
  return byKey;
}
