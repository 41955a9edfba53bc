import { UnitEconomicsError } from '../../model/errors.ts';
import type { UsageRequest } from '../usage-source.ts';

export function isTimeout(thrown: unknown): thrown is UnitEconomicsError {
  return thrown instanceof UnitEconomicsError && thrown.code === 'timeout';
}

/** A query's time is over, and its load goes on. */
export function goesOn({ metric, connection }: UsageRequest, loadMs: number): UnitEconomicsError {
  return new UnitEconomicsError(
    'timeout',
    `The metric ${metric.name} got no values yet, because the connection ${connection.name} (${connection.type}) needs longer to answer than a query may take. Loading goes on for up to ${minutesText(loadMs)} while the plugin runs: query again in a moment.`
  );
}

/** The load's own time is over. */
export function tookTooLong({ metric, connection }: UsageRequest, loadMs: number): UnitEconomicsError {
  return new UnitEconomicsError(
    'timeout',
    `The metric ${metric.name} got no values, because the connection ${connection.name} (${connection.type}) did not answer whole within ${minutesText(loadMs)}. Ask it for less: larger pages, fewer groups, or a coarser nativeGrain.`
  );
}

function minutesText(ms: number): string {
  return `${Math.round(ms / 60_000)} minutes`;
}
