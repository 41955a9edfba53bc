import type { Dimension } from '../../model/dimension.ts';
import type { SqlRunner } from '../../storage/engine.ts';
import { join, sql, trusted, type Sql } from '../../storage/sql.ts';
import { presentText } from '../cells.ts';
import type { ChargeColumn } from '../charge-format.ts';
import { chargeCells, costColumns, type ChargeTable } from '../charge-rows.ts';
import type { Dialect } from '../dialect/dialect.ts';
import { dimensionValue, KeyColumns } from '../dimension-sql.ts';
import { hasShifted } from '../relation.ts';
import type { DayCut } from '../zone-offset.ts';

/** Charges of one day, length, billing period and currency. */
export interface FigureRow {
  /** In the data source's calendar; undefined for charges that cannot be read. */
  readonly day: number | undefined;
  /** Calendar days that the charges last. */
  readonly span: number;
  /** First day of the billing period, where the bill has one, else of the charge as it is written. */
  readonly billingDay: number | undefined;
  readonly currency: string;
  readonly charges: number;
  readonly billed: number;
  /** ListCost of charges that are no usage. */
  readonly listOutside: { readonly charges: number; readonly amount: number };
  /** By what `oddities` says: charges that have it, and their BilledCost. */
  readonly odd: readonly { readonly charges: number; readonly amount: number }[];
  /** BilledCost without a value, by dimension. */
  readonly without: readonly number[];
}

/** What every other finding is computed from: one look at every charge of a table. */
export interface Figures {
  /** What `odd` counts, in words. */
  readonly oddities: readonly Oddity[];
  readonly dimensions: readonly Dimension[];
  readonly rows: readonly FigureRow[];
}

interface Oddity {
  readonly words: readonly [one: string, more: string];
  readonly isMalformedTags: boolean;
}

/** @param asked Dimensions; undefined for BilledCost alone, which reads the fewest columns. */
export async function readFigures(
  engine: SqlRunner,
  table: ChargeTable,
  asked: readonly Dimension[] | undefined,
  cut: DayCut,
  signal: AbortSignal
): Promise<Figures> {
  const dimensions = asked ?? [];
  const odd = asked === undefined ? [] : oddTests(table);
  const { text, values } = statement(table, odd, asked, cut);
  const result = await engine.run(text, values, signal);
  const [days, spans, billingDays] = [0, 1, 2].map((column) => result.numbers(column));
  const currencies = result.strings(3);
  const figures = Array.from({ length: 4 + 2 * odd.length + dimensions.length }, (_, at) => result.numbers(4 + at));
  const figure = (at: number, row: number): number => figures[at]?.[row] || 0; // NaN: a sum over nothing
  const known = (day: number | undefined) => (day === undefined || Number.isNaN(day) ? undefined : day);
  return {
    oddities: odd,
    dimensions,
    rows: Array.from({ length: result.rowCount }, (_, row) => ({
      day: known(days?.[row]),
      span: known(spans?.[row]) ?? 1,
      billingDay: known(billingDays?.[row]),
      currency: currencies[row] ?? '',
      charges: figure(0, row),
      billed: figure(1, row),
      listOutside: { charges: figure(2, row), amount: figure(3, row) },
      odd: odd.map((_, at) => ({ charges: figure(4 + 2 * at, row), amount: figure(5 + 2 * at, row) })),
      without: dimensions.map((_, at) => figure(4 + 2 * odd.length + at, row)),
    })),
  };
}

/** One row for each day, length, billing period and currency. */
function statement(
  table: ChargeTable,
  odd: readonly { readonly test: Sql }[],
  asked: readonly Dimension[] | undefined,
  cut: DayCut
): Sql {
  const { charges, from } = table;
  const { dialect } = charges;
  const { day, span, bad, writtenDay } = chargeCells(table, cut);
  const keys = new KeyColumns(charges);
  // A value that is called like the rest is no value.
  const none = (asked ?? []).map((dimension) => sql`coalesce(nullif(${dimensionValue(dimension, keys)}, ''), ${dimension.rest}) = ${dimension.rest}`); // prettier-ignore
  const [billed, list] = [amountOf(charges.column('BilledCost'), dialect), amountOf(asked && charges.column('ListCost'), dialect)]; // prettier-ignore
  const period = charges.column('BillingPeriodStart');
  const category = asked && charges.column('ChargeCategory');
  const shifted = hasShifted(table);
  const unlessShifted = (value: Sql): Sql => (shifted ? sql`CASE WHEN NOT (${shifted}) THEN ${value} END` : value);
  const read = [
    sql`${bad} AS bad`,
    sql`${day} AS day`,
    sql`${span} AS span`,
    sql`${period ? sql`coalesce(${dialect.instant(period).writtenDay}, ${writtenDay})` : writtenDay} AS billing_day`,
    sql`${unlessShifted(currencyOf(table))} AS currency`,
    sql`${unlessShifted(billed.value)} AS a`,
    sql`${list.value} AS l`,
    sql`${category ? sql`coalesce(${presentText(category, dialect)}, '') NOT IN ('Usage', '')` : trusted('FALSE')} AS outside`,
    ...odd.map(({ test }, at) => sql`(${test} AND NOT ${bad}) AS ${trusted(`t${at}`)}`),
    ...keys.selection,
  ];
  const double = (value: Sql): Sql => dialect.cast(value, dialect.double);
  const count = (test: Sql): Sql => double(dialect.countIf(test));
  const good = (value: string): Sql => double(trusted(`CASE WHEN NOT bad THEN ${value} END`));
  const sums = [
    double(trusted('count(*)')),
    billed.sum(trusted('a')),
    count(sql`outside AND l <> 0 AND NOT bad`),
    list.sum(trusted('CASE WHEN outside AND NOT bad THEN l END')),
    ...odd.flatMap((_, at) => [count(trusted(`t${at}`)), billed.sum(trusted(`CASE WHEN t${at} THEN a END`))]),
    ...none.map((test) => billed.sum(sql`CASE WHEN ${test} AND NOT bad THEN a END`)),
  ];
  const groups = [good('day'), good('span'), good('billing_day'), trusted('currency')];
  const named = [...groups, ...sums].map((value, at) => sql`${value} AS ${trusted(`c${at}`)}`);
  return sql`SELECT ${join(named, ', ')}
    FROM (SELECT ${join(read, ', ')} FROM (SELECT ${join([trusted('*'), ...keys.inner], ', ')} FROM ${from}))
    GROUP BY c0, c1, c2, c3`;
}

/** Cells that are no mistake by themselves and that a reader should know of. */
function oddTests({ charges }: ChargeTable): readonly (Oddity & { readonly test: Sql })[] {
  const { dialect } = charges;
  const start = charges.column('ChargePeriodStart');
  const billed = charges.column('BilledCost');
  const tests: readonly { readonly words: Oddity['words']; readonly test: Sql | undefined }[] = [
    {
      words: ['charge with Tags that are not JSON, counted as untagged', 'charges with Tags that are not JSON, counted as untagged'], // prettier-ignore
      test: charges.malformedTags,
    },
    {
      words: ['charge with a negative BilledCost', 'charges with a negative BilledCost'],
      test: billed && sql`${dialect.amount(billed).value} < 0`,
    },
    {
      words: ['timestamp without a zone, taken as UTC', 'timestamps without a zone, taken as UTC'],
      test: start && dialect.lacksZone(start),
    },
    ...costColumns.map((name) => {
      const column = charges.column(name);
      return {
        words: [`cell of ${name} that is no number, left out of its sum`, `cells of ${name} that are no number, left out of its sum`] as const, // prettier-ignore
        test: column && dialect.amount(column).unreadable,
      };
    }),
  ];
  return tests.flatMap(({ words, test }) =>
    test ? [{ words, test: sql`coalesce(${test}, FALSE)`, isMalformedTags: test === charges.malformedTags }] : []
  );
}

export function currencyOf({ charges }: Pick<ChargeTable, 'charges'>): Sql {
  const { dialect } = charges;
  const currency = charges.column('BillingCurrency');
  return currency ? presentText(currency, dialect) : dialect.cast(trusted('NULL'), dialect.text);
}

function amountOf(column: ChargeColumn | undefined, dialect: Dialect): ReturnType<Dialect['amount']> {
  return column
    ? dialect.amount(column)
    : { value: dialect.cast(trusted('NULL'), dialect.double), sum: (value) => sql`sum(${value})` };
}
