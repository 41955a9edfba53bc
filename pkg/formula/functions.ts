/** The functions of the formula language: one table serves binding, the evaluator and the help. */
export interface FunctionInfo {
  readonly arguments: readonly [least: number, most: number];
  readonly signature: string;
  readonly help: string;
}

/** Take values bucket by bucket. */
export const scalarFunctions = {
  if: { arguments: [3, 3], signature: 'if(condition, a, b)', help: 'a where the condition is not 0, otherwise b.' },
  coalesce: { arguments: [2, 10], signature: 'coalesce(a, b, …)', help: 'The first that is not missing.' },
  min: { arguments: [2, 10], signature: 'min(a, b, …)', help: 'The smallest; missing if any is missing.' },
  max: { arguments: [2, 10], signature: 'max(a, b, …)', help: 'The largest; missing if any is missing.' },
  abs: { arguments: [1, 1], signature: 'abs(x)', help: 'The size without the sign.' },
  round: {
    arguments: [1, 2],
    signature: 'round(x, digits)',
    help: 'Rounded half away from zero; digits is 0 by default.',
  },
} as const satisfies Record<string, FunctionInfo>;
export type ScalarFunction = keyof typeof scalarFunctions;

/** Evaluate their argument again in a wider context, every leg aggregated by its own rule (design section 4.14). */
export const contextFunctions = {
  total: { arguments: [1, 1], signature: 'total(x)', help: 'x over all groups together.' },
  previous: {
    arguments: [1, 1],
    signature: 'previous(x)',
    help: 'x one bucket earlier; over a whole range, x over as many complete days before it.',
  },
} as const satisfies Record<string, FunctionInfo>;
export type ContextFunction = keyof typeof contextFunctions;

export const functionNames: readonly string[] = [...Object.keys(scalarFunctions), ...Object.keys(contextFunctions)];

export function isScalarFunction(name: string): name is ScalarFunction {
  return Object.hasOwn(scalarFunctions, name);
}

export function isContextFunction(name: string): name is ContextFunction {
  return Object.hasOwn(contextFunctions, name);
}
