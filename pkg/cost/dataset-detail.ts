import type { SqlEngine } from '../storage/engine.ts';
import { identifier } from '../storage/quote.ts';
import { join, sql, trusted } from '../storage/sql.ts';
import { presentText } from './cells.ts';
import { costColumns, type ChargeTable } from './charge-rows.ts';
import { total } from './dataset-facts.ts';
import type { FileGroup } from './file-groups.ts';
import { relation } from './relation.ts';

/** What only a look at every charge tells; for health and `check`, not for queries. */
export interface GroupDetail {
  readonly currencies: readonly string[];
  /** Charges whose tags cannot be read. */
  readonly malformedTags: number;
  readonly remarks: readonly string[];
}

/** @param place For remarks, such as `jan.csv …`. */
export async function readDetail(
  engine: Pick<SqlEngine, 'run'>,
  { charges, from }: ChargeTable,
  place: string,
  signal: AbortSignal
): Promise<GroupDetail> {
  const { dialect } = charges;
  const start = charges.column('ChargePeriodStart');
  const billed = charges.column('BilledCost');
  const currency = charges.column('BillingCurrency');
  const noZone = start && dialect.lacksZone(start);
  const unreadable = costColumns.flatMap((name) => {
    const column = charges.column(name);
    const test = column && dialect.amount(column).unreadable;
    return test ? [{ name, test }] : [];
  });
  const counts = [
    { words: 'charges with Tags that are not JSON, counted as untagged', test: charges.malformedTags },
    { words: 'charges with a negative BilledCost', test: billed && sql`${dialect.amount(billed).value} < 0` },
    { words: 'timestamps without a zone, taken as UTC', test: noZone },
    ...unreadable.map(({ name, test }) => ({
      words: `cells of ${name} that are no number, left out of its sum`,
      test,
    })),
  ].flatMap(({ words, test }) => (test ? [{ words, test }] : []));
  const columns = [
    currency
      ? sql`${presentText(currency, dialect)} AS currency`
      : sql`${dialect.cast(trusted('NULL'), dialect.text)} AS currency`,
    ...counts.map(
      ({ test }, index) => sql`${dialect.cast(dialect.countIf(test), dialect.double)} AS ${trusted(`c${index}`)}`
    ),
  ];
  const statement = sql`SELECT ${join(columns, ', ')} FROM ${from} GROUP BY 1`;
  const result = await engine.run(statement.text, statement.values, signal);
  const found = counts.map((_, index) => total([...result.numbers(1 + index)]));
  const remarks = counts.flatMap(({ words }, index) => {
    const count = found[index] ?? 0;
    return count > 0 ? [`${place}: ${count} ${words}`] : [];
  });
  return {
    currencies: result.strings(0).filter((name) => name !== null),
    malformedTags: charges.malformedTags ? (found[0] ?? 0) : 0,
    remarks,
  };
}

/** CSV exports write an absent value as NULL or (null); such cells count as absent. */
export async function readTextNulls(
  engine: SqlEngine,
  group: FileGroup,
  signal: AbortSignal
): Promise<readonly string[]> {
  if (group.schema.kind !== 'csv') {
    return [];
  }
  const rows = relation(
    group.schema,
    group.files.map((file) => file.path),
    { keepTextNulls: true }
  );
  const cells = join(
    group.schema.columns.map(({ name }) => trusted(identifier(name))),
    ', '
  );
  const statement = sql`SELECT CAST(count(*) AS DOUBLE) FROM (SELECT unnest([${cells}]) AS cell FROM ${rows}) WHERE cell IN ('NULL', '(null)')`;
  const result = await engine.run(statement.text, statement.values, signal);
  const found = result.numbers(0)[0] ?? 0;
  return found > 0
    ? [
        `${group.files[0]?.label ?? ''}${group.files.length > 1 ? ' …' : ''}: ${found} cells with the text NULL or (null), taken as absent`,
      ]
    : [];
}
