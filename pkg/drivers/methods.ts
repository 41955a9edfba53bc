import { logMean } from './log-mean.ts';

/**
 * `lmdi`: additive logarithmic mean Divisia index, the method of every answer. `midpoint`: Shapley values, the mean over all
 * orders in which factors can change; a check on the other. Shapley's effects grow with the products of the factors:
 * where factors change a thousandfold against each other they outgrow the cost, and add up to it only as exactly as doubles
 * of their own size can; those of `lmdi` do not.
 */
export const methods = ['lmdi', 'midpoint'] as const;
export type Method = (typeof methods)[number];

/**
 * Splits cost1 - cost0 over factors whose product is the cost, both costs positive.
 * @param logs ln(after / before) of each factor; they add up to ln(cost1 / cost0)
 */
export function splitOverFactors(
  method: Method,
  cost0: number,
  cost1: number,
  logs: readonly number[]
): readonly number[] {
  return method === 'lmdi' ? logMeanShares(cost0, cost1, logs) : shapleyShares(cost0, logs);
}

function logMeanShares(cost0: number, cost1: number, logs: readonly number[]): readonly number[] {
  const weight = logMean(cost1, cost0);
  return logs.map((log) => weight * log);
}

/** A factor's share is its own step, averaged over every set of other factors that may have changed before it. */
function shapleyShares(cost0: number, logs: readonly number[]): readonly number[] {
  const ratios = logs.map((log) => Math.exp(log));
  const weights = weightsBySize(logs.length);
  return logs.map((log, factor) => {
    let share = 0;
    for (let set = 0; set < 1 << logs.length; set++) {
      if ((set & (1 << factor)) === 0) {
        let size = 0;
        let product = cost0;
        ratios.forEach((ratio, other) => {
          if ((set & (1 << other)) !== 0) {
            size++;
            product *= ratio;
          }
        });
        share += (weights[size] ?? 0) * product * Math.expm1(log);
      }
    }
    return share;
  });
}

/** size! (n - size - 1)! / n!: how often a set of that size comes before a factor, over all orders of n factors. */
function weightsBySize(n: number): readonly number[] {
  const weights = [1 / n];
  for (let size = 1; size < n; size++) {
    weights.push(((weights[size - 1] ?? 0) * size) / (n - size));
  }
  return weights;
}
