import type { Notice } from '../model/frame.ts';
import type { UsageMetric } from '../model/usage-metric.ts';
import type { MetricCells } from './metric-cells.ts';
import type { Plan } from './plan.ts';

/**
 * What a reader should know of a metric's rows.
 * @param missing Periods of the shown groups without a value between others that have one.
 */
export function usageNotices(
  { repeated, badRows, badSamples }: MetricCells,
  { name, nativeGrain, aggregate }: UsageMetric,
  missing: number,
  { isScoped }: Pick<Plan, 'isScoped'>
): readonly Notice[] {
  const found: Notice[] = [];
  if (missing > 0) {
    const text =
      missing === 1
        ? `1 ${nativeGrain} between a group's first and last value has none; it counts as missing, not as zero.`
        : `${missing} ${nativeGrain}s between a group's first and last value have none; they count as missing, not as zero.`;
    found.push({ severity: 'info', text: `${name}: ${text}` });
  }
  // These are counted over all rows, of which a scope shows a part.
  const rows = (count: number, one: string, more: string) =>
    isScoped ? `some rows ${more}` : count === 1 ? `1 row ${one}` : `${count} rows ${more}`;
  if (repeated > 0 && aggregate.groups === 'none') {
    const text = rows(repeated, 'repeats', 'repeat');
    found.push({ severity: 'warning', text: `${name}: ${text} a ${nativeGrain} and group; the last one holds.` });
  }
  if (badRows > 0) {
    const text = rows(badRows, 'could not be read and is left out', 'could not be read and are left out');
    const samples = isScoped || badSamples.length === 0 ? '' : ` ${badSamples.join('; ')}`;
    found.push({ severity: 'warning', text: `${name}: ${text}.${samples}` });
  }
  return found;
}
