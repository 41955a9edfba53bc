/** The functions of the formula language: one table serves binding, the evaluator, the editor's help and docs/formulas.md. */
export interface FunctionInfo {
  readonly arguments: readonly [least: number, most: number];
  readonly signature: string;
  readonly help: string;
  readonly example: string;
}

/** Take values bucket by bucket. */
export const scalarFunctions = {
  if: {
    arguments: [3, 3],
    signature: 'if(condition, a, b)',
    help: 'a where the condition is not 0, otherwise b. The same as condition ? a : b.',
    example: 'if(jobs > 100, cost / jobs, 0)',
  },
  coalesce: {
    arguments: [2, 10],
    signature: 'coalesce(a, b, …)',
    help: 'The first that is not missing.',
    example: 'coalesce(cost / jobs, 0)',
  },
  min: {
    arguments: [2, 10],
    signature: 'min(a, b, …)',
    help: 'The smallest; missing if any is missing.',
    example: 'min(cost, list_cost)',
  },
  max: {
    arguments: [2, 10],
    signature: 'max(a, b, …)',
    help: 'The largest; missing if any is missing.',
    example: 'max(cost, 0)',
  },
  sum: {
    arguments: [1, 10],
    signature: 'sum(a, b, …)',
    help: 'All of them added up; missing if any is missing. Over time and groups legs add up by themselves.',
    example: 'sum(aws.cost, gcp.cost)',
  },
  avg: {
    arguments: [1, 10],
    signature: 'avg(a, b, …)',
    help: 'Their mean; missing if any is missing. It takes values side by side and never averages over time.',
    example: 'avg(cost, previous(cost))',
  },
  abs: { arguments: [1, 1], signature: 'abs(x)', help: 'The size without the sign.', example: 'abs(cost - budget)' },
  round: {
    arguments: [1, 2],
    signature: 'round(x, digits)',
    help: 'Rounded half away from zero; digits is 0 by default.',
    example: 'round(cost / jobs, 4)',
  },
  floor: { arguments: [1, 1], signature: 'floor(x)', help: 'The next whole number below.', example: 'floor(jobs / 7)' },
  ceil: { arguments: [1, 1], signature: 'ceil(x)', help: 'The next whole number above.', example: 'ceil(jobs / 7)' },
  clamp: {
    arguments: [3, 3],
    signature: 'clamp(x, least, most)',
    help: 'x, but never below least and never above most.',
    example: 'clamp(cost / jobs, 0, 5)',
  },
  log: {
    arguments: [1, 1],
    signature: 'log(x)',
    help: 'The natural logarithm of a number without a unit; missing for 0 and below.',
    example: 'log(cost / previous(cost))',
  },
  exp: { arguments: [1, 1], signature: 'exp(x)', help: 'e to the power of x.', example: 'exp(log(2))' },
  sqrt: {
    arguments: [1, 1],
    signature: 'sqrt(x)',
    help: 'The square root; missing below 0.',
    example: 'sqrt(cost / previous(cost))',
  },
} as const satisfies Record<string, FunctionInfo>;
export type ScalarFunction = keyof typeof scalarFunctions;

/** Evaluate x again over another stretch of time, every leg aggregated by its own rule (design section 4.14). */
export const timeFunctions = {
  previous: {
    arguments: [1, 1],
    signature: 'previous(x)',
    help: 'x one bucket earlier; over a whole range, x over as many complete days before it.',
    example: 'cost - previous(cost)',
  },
  timeShift: {
    arguments: [2, 2],
    signature: 'timeShift(x, duration)',
    help: 'x that long ago: 1 DAY, 1 MONTH, 28d, 1mo, 1y. Months and years keep the day of the month.',
    example: '(cost - timeShift(cost, 1 MONTH)) / abs(timeShift(cost, 1 MONTH))',
  },
  rolling: {
    arguments: [2, 2],
    signature: 'rolling(x, duration)',
    help: 'x over the duration that ends with the bucket; missing until there is that much data.',
    example: 'rolling(cost / jobs, 28d)',
  },
  cumulative: {
    arguments: [1, 1],
    signature: 'cumulative(x)',
    help: 'x from the start of the range to the end of the bucket.',
    example: 'cumulative(cost)',
  },
  monthToDate: {
    arguments: [1, 1],
    signature: 'monthToDate(x)',
    help: 'x from the start of the month to the end of the bucket.',
    example: 'monthToDate(cost) / monthToDate(cloud_budget)',
  },
} as const satisfies Record<string, FunctionInfo>;
export type TimeFunction = keyof typeof timeFunctions;

/** Look across groups. */
export const groupFunctions = {
  total: {
    arguments: [1, 1],
    signature: 'total(x)',
    help: 'x over all groups together.',
    example: 'cost / total(active_customers)',
  },
  share: {
    arguments: [1, 1],
    signature: 'share(x)',
    help: "The group's part of the total: x / total(x). Refused where the groups do not add up to the total: ratios, distinct counts, min(), products.",
    example: '100 * share(cost)',
  },
  rank: {
    arguments: [1, 1],
    signature: 'rank(x)',
    help: "The group's place by x, 1 for the largest; equal values share a place. Rests have none.",
    example: 'rank(cost / jobs)',
  },
} as const satisfies Record<string, FunctionInfo>;
export type GroupFunction = keyof typeof groupFunctions;

export const functions: Readonly<Record<string, FunctionInfo>> = {
  ...scalarFunctions,
  ...timeFunctions,
  ...groupFunctions,
};
export const functionNames: readonly string[] = Object.keys(functions);

export function isScalarFunction(name: string): name is ScalarFunction {
  return Object.hasOwn(scalarFunctions, name);
}

export function isTimeFunction(name: string): name is TimeFunction {
  return Object.hasOwn(timeFunctions, name);
}

export function isGroupFunction(name: string): name is GroupFunction {
  return Object.hasOwn(groupFunctions, name);
}
