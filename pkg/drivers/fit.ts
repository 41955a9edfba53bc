/** Why a number is not there. */
export type Missing =
  | 'fewer than 3 points'
  | 'driver does not vary'
  | 'cost does not vary'
  | 'mean cost is zero'
  | 'not all values are positive'
  | 'beyond the range of numbers';

/** A number or the reason why there is none; never NaN. */
export type Estimate = { readonly value: number } | { readonly missing: Missing };

/** A straight line through points (driver, cost) by least squares. */
export interface Fit {
  readonly meanDriver: number;
  readonly meanCost: number;
  /** Cost per unit of the driver. */
  readonly slope: Estimate;
  /** Cost at a driver of 0. */
  readonly intercept: Estimate;
  /** Pearson's, -1 to 1. */
  readonly correlation: Estimate;
}

export const fewestPoints = 3;

export function estimate(value: number): Estimate {
  return Number.isFinite(value) ? { value } : { missing: 'beyond the range of numbers' };
}

/** Applies to the value where there is one. */
export function mapEstimate(of: Estimate, operate: (value: number) => Estimate): Estimate {
  return 'value' in of ? operate(of.value) : of;
}

/** @param drivers finite, as many as there are costs */
export function fitLine(drivers: readonly number[], costs: readonly number[]): Fit {
  const x = spread(drivers);
  const y = spread(costs);
  const means = { meanDriver: x.mean, meanCost: y.mean };
  if (drivers.length < fewestPoints) {
    const missing = { missing: 'fewer than 3 points' } as const;
    return { ...means, slope: missing, intercept: missing, correlation: missing };
  }
  if (x.squares === 0) {
    const missing = { missing: 'driver does not vary' } as const;
    return { ...means, slope: missing, intercept: missing, correlation: missing };
  }
  let products = 0;
  for (let i = 0; i < drivers.length; i++) {
    products += (x.offsets[i] ?? 0) * (y.offsets[i] ?? 0);
  }
  const slope = (products / x.squares) * (y.scale / x.scale);
  return {
    ...means,
    slope: estimate(slope),
    intercept: estimate(y.mean - slope * x.mean),
    correlation:
      y.squares === 0
        ? { missing: 'cost does not vary' }
        : // Rounding may carry a perfect correlation a last digit over 1.
          estimate(Math.max(-1, Math.min(1, products / Math.sqrt(x.squares * y.squares)))),
  };
}

/** Offsets from the mean in units of the widest distance from the first value: no square of them leaves the range of doubles. */
interface Spread {
  readonly mean: number;
  readonly scale: number;
  readonly offsets: readonly number[];
  readonly squares: number;
}

/** Differences below this part of the values are rounding of what made them. */
const rounding = 1e-12;

function spread(values: readonly number[]): Spread {
  const first = values[0] ?? 0;
  let scale = 0;
  let size = 0;
  for (const value of values) {
    scale = Math.max(scale, Math.abs(value - first));
    size = Math.max(size, Math.abs(value));
  }
  if (scale <= size * rounding) {
    return { mean: first, scale: 1, offsets: values.map(() => 0), squares: 0 };
  }
  const steps = values.map((value) => (value - first) / scale);
  const middle = steps.reduce((sum, step) => sum + step, 0) / values.length;
  const offsets = steps.map((step) => step - middle);
  const squares = offsets.reduce((sum, offset) => sum + offset * offset, 0);
  return { mean: first + middle * scale, scale, offsets, squares };
}
