import type { ChargeTable } from '../charge-rows.ts';
import { asUnitEconomicsError, type UnitEconomicsError } from '../../model/errors.ts';
import type { SqlRunner } from '../../storage/engine.ts';
import type { Figures } from './figures.ts';
import { emptyDays, listOutsideUsage, withoutKey } from './findings.ts';
import { mixedUnits } from './mixed-units.ts';

/** What distorts a bill's numbers, and by how much money, in words, judged over all its tables at once. */
export async function checkBill(
  engine: SqlRunner,
  tables: readonly ChargeTable[],
  figures: readonly Figures[],
  signal: AbortSignal
): Promise<readonly string[]> {
  const rows = figures.flatMap((one) => one.rows);
  const dimensions = figures[0]?.dimensions ?? [];
  return [
    ...listOutsideUsage(rows),
    ...emptyDays(rows),
    ...(await attempt('for SKUs in two units', () => mixedUnits(engine, tables, signal))),
    ...withoutKey({ dimensions, rows }),
  ];
}

/** A check that fails is a remark: the others still tell what they find. */
export async function attempt(what: string, check: () => Promise<readonly string[]>): Promise<readonly string[]> {
  try {
    return await check();
  } catch (thrown) {
    return [`The check ${what} could not be made: ${failureOf(thrown).message}`];
  }
}

/** @throws what ends everything: nobody waits any more, or the time is up */
export function failureOf(thrown: unknown): UnitEconomicsError {
  const error = asUnitEconomicsError(thrown);
  if (error.code === 'cancelled' || error.code === 'timeout') {
    throw error;
  }
  return error;
}
