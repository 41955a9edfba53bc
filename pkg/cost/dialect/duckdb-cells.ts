import { sql } from '../../storage/sql.ts';
import { amount, instant, lacksZone } from '../cells.ts';
import type { CellDialect } from './cell-dialect.ts';

export const duckdbCells: CellDialect = {
  instant,
  epochUs: (at) => sql`epoch_us(${at})`,
  lacksZone,
  amount,
  quotient: (of, by) => sql`(${of} // ${by})`,
  remainder: (of, by) => sql`(${of} % ${by})`,
  fullMatch: (text, pattern) => sql`regexp_full_match(${text}, ${pattern})`,
  isJson: (text) => sql`json_valid(${text})`,
  countIf: (test) => sql`count_if(${test})`,
};
