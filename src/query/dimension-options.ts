import type { ComboboxOption } from '@grafana/ui';
import type { CatalogView } from '../catalog/catalog.ts';
import type { DraftLeg } from './draft.ts';

/** FOCUS columns that bills are most often split by; any other can be typed, and so can tag:KEY. */
const focusColumns = [
  'ProviderName',
  'ServiceName',
  'ServiceCategory',
  'SubAccountId',
  'SubAccountName',
  'RegionId',
  'ChargeCategory',
  'ResourceId',
  'SkuId',
] as const;

/** Declared dimensions first; each says which of the query's metrics and budgets lack it. */
export function dimensionOptions(
  catalog: CatalogView,
  legs: readonly DraftLeg[],
  variables: readonly string[]
): ComboboxOption[] {
  const used = [
    ...catalog.metrics.filter(({ name }) => legs.some((leg) => leg.kind === 'usage' && leg.metric === name)),
    ...catalog.budgets.filter(({ name }) => legs.some((leg) => leg.kind === 'budget' && leg.budget === name)),
  ];
  return [
    ...catalog.dimensions.map(({ name, title }) => {
      const lacking = used.filter(({ dimensions }) => !dimensions.includes(name)).map((source) => source.title);
      return {
        value: name,
        label: title,
        group: 'Dimensions',
        ...(lacking.length > 0 && { description: `Not in ${lacking.join(', ')}: write total(…) or share the total` }),
      };
    }),
    ...focusColumns.map((column) => ({
      value: column,
      label: column,
      group: 'FOCUS columns',
      ...(used.length > 0 && { description: 'In costs only' }),
    })),
    ...variables.map((value) => ({ value, label: value, group: 'Variables' })),
  ];
}
