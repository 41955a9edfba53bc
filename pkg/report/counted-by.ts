import type { Dimension } from '../model/dimension.ts';
import type { CostAndUsage } from '../query/analysis/compared.ts';

/** Whether the metric is known by the dimension, so that each group's cost is held against its own usage. */
export function isCountedBy({ name }: Dimension, { usage }: CostAndUsage): boolean {
  return (
    usage !== undefined &&
    usage.needs.each &&
    usage.metric.aggregate.groups === 'sum' &&
    Object.hasOwn(usage.metric.dimensions, name)
  );
}
