import type { ComboboxOption } from '@grafana/ui';
import type { CatalogView } from '../catalog/catalog.ts';
import { kpiHelp, metricKind } from '../catalog/describe.ts';

/** The catalog's metrics, budgets and KPIs for pick lists: by title, with what they are in a few words. */
export function metricOptions({ metrics }: CatalogView): ComboboxOption[] {
  return metrics.map((metric) => ({
    value: metric.name,
    label: metric.title,
    description: `${metric.unit}, by ${metric.nativeGrain}; ${metricKind(metric)}`,
  }));
}

export function budgetOptions({ budgets }: CatalogView): ComboboxOption[] {
  return budgets.map(({ name, title, nativeGrain, dimensions }) => ({
    value: name,
    label: title,
    description: `planned by ${nativeGrain}${dimensions.length === 0 ? '' : `; splits by ${dimensions.join(', ')}`}`,
  }));
}

export function kpiOptions({ kpis }: CatalogView): ComboboxOption[] {
  return kpis.map((kpi) => ({ value: kpi.name, label: kpi.title, description: kpiHelp(kpi) }));
}
