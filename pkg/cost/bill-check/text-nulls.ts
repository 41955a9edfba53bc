import { identifier } from '../../storage/quote.ts';
import type { SqlRunner } from '../../storage/engine.ts';
import { join, sql, trusted } from '../../storage/sql.ts';
import { chargeColumns, everyCharge } from '../charge-columns.ts';
import { duckdb } from '../dialect/duckdb.ts';
import { partColumn } from '../expression/render.ts';
import type { FileGroup } from '../file-groups.ts';
import { relation } from '../relation.ts';
import { currencyOf } from './figures.ts';
import { isMoney, many, moneyOf, moneyText } from './money.ts';

/** Beside the file's own columns, so no name that a bill would have. */
const nullsColumn = 'unit economics nulls';

/** CSV exports write an absent value as NULL or (null); such cells count as absent. */
export async function textNulls(
  engine: SqlRunner,
  group: FileGroup,
  place: string,
  signal: AbortSignal
): Promise<readonly string[]> {
  const { schema, format, files } = group;
  const charges = chargeColumns(group, true);
  const billed = charges.column('BilledCost');
  if (schema.kind !== 'csv' || billed === undefined) {
    return [];
  }
  const paths = files.map((file) => file.path);
  const cells = schema.columns.map(({ name }) => trusted(`(CASE WHEN ${identifier(name)} IN ('NULL', '(null)') THEN 1 ELSE 0 END)`)); // prettier-ignore
  const rows = sql`(SELECT *, ${join(cells, ' + ')} AS ${trusted(identifier(nullsColumn))} FROM ${relation(schema, paths, { keepTextNulls: true })})`;
  const nulls = identifier(nullsColumn);
  // A row that is several charges has its cells once.
  const own = format.mapping(schema.columns, duckdb).charges ? `CASE WHEN ${identifier(partColumn)} = 0 THEN ${nulls} END` : nulls; // prettier-ignore
  const { value, sum } = duckdb.amount(billed);
  const currency = currencyOf({ charges });
  const statement = sql`SELECT c, CAST(sum(n) AS DOUBLE), ${sum(trusted('a'))}
    FROM (SELECT nullif(nullif(${currency}, 'NULL'), '(null)') AS c, ${trusted(own)} AS n, ${value} AS a FROM ${everyCharge({ format, schema }, rows, duckdb)} WHERE ${trusted(nulls)} > 0) GROUP BY c`;
  const result = await engine.run(statement.text, statement.values, signal);
  const [counts, amounts] = [result.numbers(1), result.numbers(2)];
  const found = [...counts].reduce((all, one) => all + (Number.isNaN(one) ? 0 : one), 0);
  const money = moneyOf(result.strings(0).map((code, row) => ({ currency: code ?? '', amount: amounts[row] ?? 0 })));
  return found > 0
    ? [
        `${place}: ${many(found, 'cell with the text NULL or (null), taken as absent', 'cells with the text NULL or (null), taken as absent')}${isMoney(money) ? ` (in charges with a BilledCost of ${moneyText(money)})` : ''}`,
      ]
    : [];
}
