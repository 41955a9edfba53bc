import type { ChargeKey, Dimension } from '../model/dimension.ts';

/** Equal for dimensions that give every charge the same value, whatever they are called. */
export function dimensionId(dimension: Dimension): string {
  return JSON.stringify([dimension.from, dimension.rules, Object.entries(dimension.values)]);
}

/** A FOCUS column or a tag as a dimension of its own. */
export function bareDimension(key: ChargeKey): Dimension {
  return { name: key, from: [key], values: {}, rules: [], rest: 'unattributed' };
}
