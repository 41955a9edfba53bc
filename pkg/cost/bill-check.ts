import type { Dimension } from '../model/dimension.ts';
import type { SqlEngine } from '../storage/engine.ts';
import { join, sql, trusted, type Sql } from '../storage/sql.ts';
import { dayText } from '../series/civil.ts';
import { chargeCells, resolvedRows, type ChargeTable } from './charge-rows.ts';
import { presentText } from './cells.ts';

/** What distorts a bill's numbers, and by how much money, in words. Looks at every charge: for health and `check` only. */
export async function checkBill(
  engine: Pick<SqlEngine, 'run'>,
  table: ChargeTable,
  dimensions: readonly Dimension[],
  zone: string,
  signal: AbortSignal
): Promise<readonly string[]> {
  const checks = [listOutsideUsage, emptyDays, chargesTwice, mixedUnits];
  const found: string[] = [];
  for (const check of checks) {
    found.push(...(await check(engine, table, zone, signal)));
  }
  for (const dimension of dimensions.filter(({ from, rules }) => from.length > 0 || rules.length > 0)) {
    found.push(...(await withoutKey(engine, table, dimension, zone, signal)));
  }
  return found;
}

type Check = (
  engine: Pick<SqlEngine, 'run'>,
  table: ChargeTable,
  zone: string,
  signal: AbortSignal
) => Promise<readonly string[]>;

/** Less than a cent is rounding. */
const cent = 0.005;

function amountText(amount: number): string {
  return amount.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}

function many(count: number, one: string, more: string): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : more}`;
}

/** A commitment's purchase has a list cost beside that of the usage it covers (domain: the sum counts it twice). */
const listOutsideUsage: Check = async (engine, { charges, from }, _, signal) => {
  const list = charges.column('ListCost');
  const category = charges.column('ChargeCategory');
  if (list === undefined || category === undefined) {
    return [];
  }
  const { dialect } = charges;
  const { value, sum } = dialect.amount(list);
  const outside = sql`coalesce(${presentText(category, dialect)}, '') NOT IN ('Usage', '')`;
  const statement = sql`SELECT ${dialect.cast(sum(sql`CASE WHEN o THEN a END`), dialect.double)}, ${dialect.cast(dialect.countIf(sql`o AND a <> 0`), dialect.double)}
    FROM (SELECT ${value} AS a, ${outside} AS o FROM ${from})`;
  const result = await engine.run(statement.text, statement.values, signal);
  const [money = 0, count = 0] = [result.numbers(0)[0], result.numbers(1)[0]];
  return Math.abs(money) < cent || Number.isNaN(money)
    ? []
    : [
        `ListCost holds ${amountText(money)} of ${many(count, 'charge that is', 'charges that are')} no usage (purchases, tax): a sum over all categories is too large by it. Formulas with list cost look at Usage alone.`,
      ];
};

/** Days between the first and the last charge on which nothing was charged. */
const emptyDays: Check = async (engine, table, zone, signal) => {
  const billed = table.charges.column('BilledCost');
  if (billed === undefined) {
    return [];
  }
  const { day, span, bad } = chargeCells(table, { zone });
  const { dialect } = table.charges;
  const { value, sum } = dialect.amount(billed);
  const statement = sql`SELECT ${dialect.cast(trusted('day'), dialect.double)}, ${dialect.cast(trusted('max(span)'), dialect.double)}, ${dialect.cast(sum(trusted('a')), dialect.double)}
    FROM (SELECT ${day} AS day, ${span} AS span, ${value} AS a FROM ${table.from} WHERE NOT ${bad}) GROUP BY day ORDER BY 1`;
  const result = await engine.run(statement.text, statement.values, signal);
  const days = result.numbers(0);
  const [spans, sums] = [result.numbers(1), result.numbers(2)];
  const missing: number[] = [];
  let covered = -Infinity;
  days.forEach((start, index) => {
    for (let empty = Math.max(covered, days[0] ?? start); empty < start; empty++) {
      missing.push(empty);
    }
    covered = Math.max(covered, start + (spans[index] ?? 1));
  });
  const mean = sums.reduce((all, one) => all + (Number.isNaN(one) ? 0 : one), 0) / Math.max(1, days.length);
  const named = missing.slice(0, 3).map(dayText).join(', ');
  return missing.length === 0
    ? []
    : [
        `${many(missing.length, 'day has', 'days have')} no charge (${named}${missing.length > 3 ? ' …' : ''}): by the mean of a day about ${amountText(mean * missing.length)} is missing from BilledCost, if an export was lost.`,
      ];
};

/** What tells one charge from another; a bill repeats no row with all of these the same in two files. */
const identity = [
  'ChargePeriodStart', 'ChargePeriodEnd', 'BilledCost', 'EffectiveCost', 'ChargeCategory', 'ChargeDescription', 'SubAccountId',
  'ResourceId', 'SkuId', 'ServiceName', 'RegionId', 'ConsumedQuantity', 'InvoiceId',
]; // prettier-ignore

/** The same charges in two files: an export that was downloaded twice, or whose periods overlap. */
const chargesTwice: Check = async (engine, { charges, from, kind }, _, signal) => {
  const billed = charges.column('BilledCost');
  if (billed === undefined || kind === 'table') {
    return [];
  }
  const { dialect } = charges;
  const { value, sum } = dialect.amount(billed);
  const cells = identity.flatMap((name) => {
    const column = charges.column(name);
    return column === undefined ? [] : [sql`CAST(${column.expression} AS VARCHAR)`];
  });
  const statement = sql`SELECT ${dialect.cast(sum(sql`again`), dialect.double)}, ${dialect.cast(trusted('sum(n)'), dialect.double)}, min(f), max(f)
    FROM (SELECT ${sum(trusted('a'))} * (count(DISTINCT f) - 1) / count(DISTINCT f) AS again, count(*) - count(*) // count(DISTINCT f) AS n, min(f) AS f
      FROM (SELECT ${value} AS a, parse_filename(filename) AS f, hash(${join(cells, ', ')}) AS h FROM ${from})
      GROUP BY h HAVING count(DISTINCT f) > 1)`;
  const result = await engine.run(statement.text, statement.values, signal);
  const [money = 0, count = 0] = [result.numbers(0)[0], result.numbers(1)[0]];
  return count > 0
    ? [
        `${many(count, 'charge is', 'charges are')} in two files (${result.strings(2)[0] ?? ''} …): BilledCost counts ${amountText(money)} twice. Remove the older export.`,
      ]
    : [];
};

/** Quantities of one SKU in two units cannot be added. */
const mixedUnits: Check = async (engine, { charges, from }, _, signal) => {
  const [sku, unit, billed] = ['SkuId', 'ConsumedUnit', 'BilledCost'].map((name) => charges.column(name));
  if (sku === undefined || unit === undefined || billed === undefined) {
    return [];
  }
  const { dialect } = charges;
  const { value, sum } = dialect.amount(billed);
  const statement = sql`SELECT ${dialect.cast(trusted('count(*)'), dialect.double)}, ${dialect.cast(sum(trusted('a')), dialect.double)}, min(s), min(u)
    FROM (SELECT s, ${sum(trusted('a'))} AS a, string_agg(DISTINCT u, ', ' ORDER BY u) AS u
      FROM (SELECT ${presentText(sku, dialect)} AS s, ${presentText(unit, dialect)} AS u, ${value} AS a FROM ${from})
      WHERE s IS NOT NULL AND u IS NOT NULL GROUP BY s HAVING count(DISTINCT u) > 1)`;
  const result = await engine.run(statement.text, statement.values, signal);
  const [count = 0, money = 0] = [result.numbers(0)[0], result.numbers(1)[0]];
  return count > 0
    ? [
        `${many(count, 'SKU is', 'SKUs are')} counted in more than one unit (${result.strings(2)[0] ?? ''}: ${result.strings(3)[0] ?? ''}), ${amountText(money)} of BilledCost: quantities in two units are not added up.`,
      ]
    : [];
};

/** The part of the cost that a split by the dimension leaves unattributed. */
async function withoutKey(
  engine: Pick<SqlEngine, 'run'>,
  table: ChargeTable,
  dimension: Dimension,
  zone: string,
  signal: AbortSignal
): Promise<readonly string[]> {
  const { dialect } = table.charges;
  const rows = resolvedRows(table, { dimensions: [dimension], measures: ['BilledCost'], cut: { zone }, withSpan: false, grain: 'day' }); // prettier-ignore
  const [sum = (value: Sql) => sql`sum(${value})`] = rows.sums;
  const statement = sql`SELECT ${dialect.cast(sum(sql`CASE WHEN coalesce(nullif(d0, ''), ${dimension.rest}) = ${dimension.rest} THEN a0 END`), dialect.double)}, ${dialect.cast(sum(trusted('a0')), dialect.double)} FROM ${rows.relation}`;
  const result = await engine.run(statement.text, statement.values, signal);
  const [none = 0, all = 0] = [result.numbers(0)[0], result.numbers(1)[0]];
  return Math.abs(none) < cent || Number.isNaN(none)
    ? []
    : [
        `${((100 * none) / all).toFixed(1)}% of BilledCost (${amountText(none)}) has no ${dimension.name}: it is ${dimension.rest} in every split by it.`,
      ];
}
