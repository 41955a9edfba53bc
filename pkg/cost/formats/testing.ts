import type { CostDataset } from '../../model/cost-dataset.ts';
import { costMeasures, isQuantity, type CostMeasure } from '../../model/names.ts';
import type { CostRequest } from '../cost-source.ts';
import { bareDimension } from '../dimension-id.ts';
import { byGroup, dataset, day, never, request, type TestBills } from '../testing.ts';

export type Sums = Partial<Record<CostMeasure, Readonly<Record<string, number>>>>;

/** Sums of 2024 by group, read from the files; `options` of the dataset beside its format. */
export async function sums(
  bills: TestBills,
  location: string,
  format: Partial<CostDataset>,
  key: string,
  measures: readonly CostMeasure[] = costMeasures
): Promise<Sums> {
  const found: Sums = {};
  for (const measure of measures) {
    found[measure] = byGroup(await bills.source.fetch(asked(bills, location, format, key, measure), never));
  }
  return found;
}

/** What the roll-up answers for the costs, after it has been built. */
export async function rolledSums(
  bills: TestBills,
  location: string,
  format: Partial<CostDataset>,
  key: string,
  measures: readonly CostMeasure[] = costMeasures
): Promise<Sums> {
  const found: Sums = {};
  for (const measure of measures.filter((one) => !isQuantity(one))) {
    const question = { ...asked(bills, location, format, key, measure), dimensions: [bareDimension(key)] };
    await bills.source.fetch(question, never);
    await bills.source.settled();
    const answer = await bills.source.fetch(question, never);
    expect(answer.origin).toBe('rollup');
    found[measure] = byGroup(answer);
  }
  return found;
}

export function asked(
  bills: TestBills,
  location: string,
  format: Partial<CostDataset>,
  key: string,
  measure: CostMeasure
): CostRequest {
  return request(bills, location, {
    dataset: dataset(location, format),
    measure,
    groupBy: [bareDimension(key)],
    days: { from: day('2024-01-01'), to: day('2025-01-01') },
  });
}

export function total(groups: Readonly<Record<string, number>> | undefined): number {
  return Object.values(groups ?? {}).reduce((sum, amount) => sum + amount, 0);
}
