import { UnitEconomicsError } from '../../model/errors.ts';
import { isRecord } from '../../model/issues.ts';
import { dayText } from '../../series/civil.ts';
import { readText } from '../cells.ts';
import { quoted, type UsageTableBuilder } from '../table-builder.ts';
import type { Selection } from './statement.ts';

/**
 * Adds the rows of one page of `usageStatement`'s result to the table. The API gives cells of every type as text.
 * @throws badData for what is no such page
 */
export function addRows(rows: unknown, { metric }: Selection, table: UsageTableBuilder): void {
  if (!Array.isArray(rows)) {
    throw unreadable(metric.name);
  }
  for (const row of rows as readonly unknown[]) {
    const [period, value, conflict, ...keys] = cellsOf(row) ?? [];
    if (conflict === undefined) {
      throw unreadable(metric.name);
    }
    const time = Number(period ?? NaN);
    const amount = Number(value ?? NaN);
    const names = keys.map(readText);
    const bad = (what: string) => {
      table.addBad(() => `${rowText(metric.nativeGrain, time, names)}${what}`);
    };
    if (conflict !== '0') {
      bad(' has several values at one time, of which none is right');
    } else if (Number.isFinite(amount) && Number.isFinite(time)) {
      table.add(time, amount, names);
    } else {
      bad(`: ${quoted(value ?? 'null')} is not a number`);
    }
  }
}

/** By hand, because a schema takes microseconds for each of a million rows. */
function cellsOf(row: unknown): (string | null)[] | undefined {
  if (!isRecord(row) || !Array.isArray(row['f'])) {
    return undefined;
  }
  const cells: (string | null)[] = [];
  for (const cell of row['f'] as readonly unknown[]) {
    const text = isRecord(cell) ? cell['v'] : undefined;
    if (typeof text !== 'string' && text !== null) {
      return undefined;
    }
    cells.push(text);
  }
  return cells;
}

function unreadable(metric: string): UnitEconomicsError {
  return new UnitEconomicsError(
    'badData',
    `The metric ${metric} cannot read the rows that BigQuery answered; check endpoint on its connection.`
  );
}

function rowText(grain: string, time: number, keys: readonly (string | null)[]): string {
  const at = grain === 'hour' ? new Date(time).toISOString() : dayText(time);
  return keys.length === 0 ? at : `${at} ${keys.map((key) => key ?? 'null').join(', ')}`;
}
