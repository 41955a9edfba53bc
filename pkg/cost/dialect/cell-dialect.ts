import type { Sql } from '../../storage/sql.ts';
import type { AmountSql, InstantSql } from '../cells.ts';
import type { ChargeColumn } from '../charge-format.ts';

/** How one engine reads the cells of charges and counts with them: what a statement over charges needs beside expressions. */
export interface CellDialect {
  instant(column: ChargeColumn): InstantSql;
  /** Microseconds since the epoch of what `instant` calls `at`. */
  epochUs(at: Sql): Sql;
  /** True for text timestamps that name no zone; undefined where the type says it. */
  lacksZone(column: ChargeColumn): Sql | undefined;
  amount(column: ChargeColumn): AmountSql;
  /** Whole part of a quotient, and what is left, of whole numbers from 0 on. */
  quotient(of: Sql, by: Sql): Sql;
  remainder(of: Sql, by: Sql): Sql;
  /** Whether the whole text matches an RE2 pattern. */
  fullMatch(text: Sql, pattern: string): Sql;
  isJson(text: Sql): Sql;
  countIf(test: Sql): Sql;
}
