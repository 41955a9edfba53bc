import { CoreApp, type TimeRange } from '@grafana/data';
import type { Grain } from '../../pkg/model/grain.ts';
import { resultGrain } from '../../pkg/query/grain.ts';
import type { UnitEconomicsQuery } from '../types.ts';

const dayMs = 86_400_000;

/**
 * An alert rule's grain must not move with its range (design section 4.4): in its editor `auto` is written out, as the grain
 * that it means for the range at hand. Undefined where nothing has to be written.
 */
export function grainToFix({ grain }: UnitEconomicsQuery, app?: CoreApp, range?: TimeRange): Grain | undefined {
  if (app !== CoreApp.UnifiedAlerting || (grain !== undefined && grain !== 'auto')) {
    return undefined;
  }
  if (range === undefined) {
    return 'day';
  }
  // Costs are daily: nothing finer comes out of them.
  return resultGrain('auto', Math.round((range.to.valueOf() - range.from.valueOf()) / dayMs), 'day');
}
