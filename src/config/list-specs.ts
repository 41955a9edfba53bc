import { recipients } from './lists/recipients.ts';
import type { CatalogList } from '../../pkg/model/settings.ts';
import type { ListSpec } from './field-spec.ts';
import { allocations } from './lists/allocations.ts';
import { budgets } from './lists/budgets.ts';
import { connections } from './lists/connections.ts';
import { costs } from './lists/costs.ts';
import { dimensions } from './lists/dimensions.ts';
import { kpis } from './lists/kpis.ts';
import { metrics } from './lists/metrics.ts';

/** How each list of the settings is edited, in the order in which they are shown. */
export const listSpecs: Readonly<Record<CatalogList, ListSpec>> = {
  connections,
  costs,
  metrics,
  dimensions,
  budgets,
  kpis,
  allocations,
  recipients,
};
