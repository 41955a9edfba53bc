import { CoreApp } from '@grafana/data';
import type { UnitEconomicsQuery } from '../types.ts';

/** A new query shows something at once. An alert rule gets one value per group and a grain that does not move. */
export function defaultQuery(app: CoreApp): Partial<UnitEconomicsQuery> {
  const formulas = [{ expression: 'cost' }];
  return app === CoreApp.UnifiedAlerting
    ? { schemaVersion: 1, formulas, grain: 'day', result: 'numeric' }
    : { schemaVersion: 1, formulas };
}
