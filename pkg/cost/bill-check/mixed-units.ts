import type { SqlRunner } from '../../storage/engine.ts';
import { join, sql, trusted, type Sql } from '../../storage/sql.ts';
import { presentText } from '../cells.ts';
import type { ChargeTable } from '../charge-rows.ts';
import type { Dialect } from '../dialect/dialect.ts';
import { currencyOf } from './figures.ts';
import { many, moneyOf, moneyText } from './money.ts';

/** Quantities of one SKU in two units cannot be added. */
export async function mixedUnits(
  engine: SqlRunner,
  tables: readonly ChargeTable[],
  signal: AbortSignal
): Promise<readonly string[]> {
  const parts = tables.map(skuRows).filter((part) => part !== undefined);
  const dialect = tables[0]?.charges.dialect;
  if (dialect === undefined || parts.length === 0) {
    return [];
  }
  const { text, values } = statement(parts, dialect);
  const result = await engine.run(text, values, signal);
  const [skus, amounts, which, units] = [result.numbers(1), result.numbers(2), result.strings(3), result.strings(4)];
  const money = moneyOf(result.strings(0).map((currency, row) => ({ currency: currency ?? '', amount: amounts[row] ?? 0 }))); // prettier-ignore
  const count = Math.max(0, ...skus); // a SKU may be billed in several currencies
  return count > 0
    ? [
        `${many(count, 'SKU is', 'SKUs are')} counted in more than one unit (${which[0] ?? ''}: ${units[0] ?? ''}), ${moneyText(money)} of BilledCost: quantities in two units are not added up.`,
      ]
    : [];
}

/** One row for each currency: SKUs in two units over all files, their cost, the first of them and its units. */
function statement(parts: readonly Sql[], dialect: Dialect): Sql {
  const { double, text } = dialect;
  const cast = (value: string, to: typeof text): Sql => dialect.cast(trusted(value), to);
  const rows = join(parts, ' UNION ALL ');
  const mixed = sql`SELECT s, string_agg(DISTINCT u, ', ' ORDER BY u) AS u FROM rows_of_skus GROUP BY s HAVING count(DISTINCT u) > 1`;
  return sql`WITH rows_of_skus AS (SELECT s, u, currency, ${cast('sum(a)', double)} AS a FROM (${rows}) GROUP BY s, u, currency),
    mixed AS (${mixed}),
    first_mixed AS (SELECT s, u FROM mixed ORDER BY s LIMIT 1)
    SELECT currency, (SELECT ${cast('count(*)', double)} FROM mixed), sum(a),
      (SELECT ${cast('s', text)} FROM first_mixed), (SELECT ${cast('u', text)} FROM first_mixed)
    FROM rows_of_skus WHERE s IN (SELECT s FROM mixed) GROUP BY currency`;
}

function skuRows(table: ChargeTable): Sql | undefined {
  const { charges, from } = table;
  const { dialect } = charges;
  const [sku, unit, billed] = ['SkuId', 'ConsumedUnit', 'BilledCost'].map((name) => charges.column(name));
  if (sku === undefined || unit === undefined || billed === undefined) {
    return undefined;
  }
  const amount = dialect.cast(dialect.amount(billed).value, dialect.double);
  return sql`SELECT * FROM (SELECT ${presentText(sku, dialect)} AS s, ${presentText(unit, dialect)} AS u, ${currencyOf(table)} AS currency, ${amount} AS a FROM ${from})
    WHERE s IS NOT NULL AND u IS NOT NULL`;
}
