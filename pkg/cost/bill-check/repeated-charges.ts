import type { SqlRunner, SqlResult } from '../../storage/engine.ts';
import { identifier } from '../../storage/quote.ts';
import { join, sql, trusted, type Sql } from '../../storage/sql.ts';
import { presentText } from '../cells.ts';
import { chargeColumns, chargeRelation } from '../charge-columns.ts';
import type { ChargeColumns } from '../charge-format.ts';
import { duckdb } from '../dialect/duckdb.ts';
import { partColumn } from '../expression/render.ts';
import type { FileGroup } from '../file-groups.ts';
import type { PreparedFile } from '../prepared-dataset.ts';
import { fileColumn } from '../relation.ts';
import { currencyOf } from './figures.ts';
import { total } from './findings.ts';
import { isMoney, many, moneyOf, moneyText, type Money } from './money.ts';

/** What tells one charge from another; no two files of a bill have a charge with all of these the same. */
const identity = {
  times: ['ChargePeriodStart', 'ChargePeriodEnd'],
  amounts: ['BilledCost', 'EffectiveCost', 'ConsumedQuantity'],
  texts: [
    'ChargeCategory', 'ChargeDescription', 'SubAccountId', 'ResourceId', 'SkuId', 'ServiceName', 'RegionId', 'InvoiceId',
  ], // prettier-ignore
} as const;

/** Rows whose hashes one statement holds: some 100 MiB. */
const rowsAtOnce = 3_000_000;

interface Again {
  readonly first: string;
  readonly second: string;
  readonly charges: number;
  readonly money: Money;
}

/** The same charges in two files: an export that was delivered twice, or whose periods overlap. Charges of nothing do not count. */
export async function chargesInTwoFiles(
  engine: SqlRunner,
  files: readonly PreparedFile[],
  signal: AbortSignal
): Promise<readonly string[]> {
  const overlapping = files.filter((one) => files.some((other) => other !== one && overlap(one, other)));
  const groups = groupsOf(overlapping);
  const common = commonColumns(groups);
  if (groups.length === 0) {
    return [];
  }
  const parts = groups.map((group) => identityRows(group, common));
  // Of the files that have it, the one that has it most often has it rightly.
  const statement = sql`SELECT first, second, currency, CAST(sum(again) AS DOUBLE), CAST(sum(again * a) AS DOUBLE)
    FROM (SELECT min(f) AS first, max(f) AS second, min(currency) AS currency, min(a) AS a, sum(n) - max(n) AS again
      FROM (SELECT h, f, min(currency) AS currency, min(a) AS a, count(*) AS n FROM (${join(parts, ' UNION ALL ')}) GROUP BY h, f)
      GROUP BY h HAVING count(*) > 1)
    GROUP BY first, second, currency`;
  const found = await engine.run(statement.text, statement.values, signal);
  const pairs = pairsOf(found, files);
  const [most] = pairs;
  const charges = total(pairs.map((pair) => pair.charges));
  return most === undefined
    ? []
    : [
        `${many(charges, 'charge is', 'charges are')} in more than one file (${most.first} and ${most.second}${pairs.length > 1 ? ' …' : ''}): BilledCost counts ${moneyText(sumOf(pairs))} twice. Remove the older export.`,
      ];
}

/** Rows that a file holds more than once, each cell the same. */
export async function rowsTwice(
  engine: SqlRunner,
  files: readonly PreparedFile[],
  signal: AbortSignal
): Promise<readonly string[]> {
  const found: Again[] = [];
  for (const group of groupsOf(files).flatMap((one) => batches(one, files))) {
    const { schema, format } = group;
    const charges = chargeColumns(group, true);
    const columns = schema.columns.map(({ name }) => trusted(identifier(name)));
    const part = format.mapping(schema.columns, duckdb).charges ? [trusted(identifier(partColumn))] : [];
    const statement = sql`SELECT f, f, currency, CAST(sum(n - 1) AS DOUBLE), CAST(sum((n - 1) * a) AS DOUBLE)
      FROM (SELECT f, min(currency) AS currency, min(a) AS a, count(*) AS n
        FROM (${rowsOf(group, charges, [...columns, ...part])}) GROUP BY h, f HAVING count(*) > 1)
      GROUP BY f, currency`;
    found.push(...pairsOf(await engine.run(statement.text, statement.values, signal), files));
  }
  const [most] = found.toSorted((a, b) => b.charges - a.charges);
  return most === undefined
    ? []
    : [
        `${many(total(found.map(({ charges }) => charges)), 'charge stands', 'charges stand')} in one file (${most.first}${found.length > 1 ? ' …' : ''}) again, with every cell the same: BilledCost counts ${moneyText(sumOf(found))} twice, unless they are charges of their own.`,
      ];
}

/** By start, in whatever zone: two files have the same charge only where their days meet. */
function overlap({ facts: one }: PreparedFile, { facts: other }: PreparedFile): boolean {
  const [first, last] = [Math.max(one.firstDay ?? Infinity, other.firstDay ?? Infinity), Math.min(one.lastDay ?? -Infinity, other.lastDay ?? -Infinity)]; // prettier-ignore
  return first <= last;
}

function groupsOf(files: readonly PreparedFile[]): readonly FileGroup[] {
  const groups = new Map(files.map(({ group }) => [group.id, group]));
  return [...groups.values()].map((group) => ({
    ...group,
    files: files.filter((one) => one.group.id === group.id).map(({ file }) => file),
  }));
}

function batches(group: FileGroup, files: readonly PreparedFile[]): readonly FileGroup[] {
  const rows = new Map(files.map(({ file, facts }) => [file, facts.rows]));
  const found: { files: FileGroup['files'][number][]; rows: number }[] = [];
  for (const file of group.files) {
    const last = found.at(-1);
    const own = rows.get(file) ?? 0;
    if (last === undefined || last.rows + own > rowsAtOnce) {
      found.push({ files: [file], rows: own });
    } else {
      last.files.push(file);
      last.rows += own;
    }
  }
  return found.map((batch) => ({ ...group, files: batch.files }));
}

/** What all files can be compared by: a column that some lack would tell a charge from itself. */
function commonColumns(groups: readonly FileGroup[]): ReadonlySet<string> {
  const all = groups.map((group) => chargeColumns(group, true));
  const names = [...identity.times, ...identity.amounts, ...identity.texts];
  return new Set(names.filter((name) => all.every((charges) => charges.column(name) !== undefined)));
}

/** Cells in one type, so that a CSV file and a Parquet file agree. */
function identityRows(group: FileGroup, common: ReadonlySet<string>): Sql {
  const charges = chargeColumns(group, true);
  const cells = (names: readonly string[], read: (column: NonNullable<ReturnType<ChargeColumns['column']>>) => Sql) =>
    names.flatMap((name) => {
      const column = common.has(name) ? charges.column(name) : undefined;
      return column ? [read(column)] : [];
    });
  return rowsOf(group, charges, [
    ...cells(identity.times, (column) => duckdb.epochUs(duckdb.instant(column).at)),
    ...cells(identity.amounts, (column) => duckdb.cast(duckdb.amount(column).value, duckdb.double)),
    ...cells(identity.texts, (column) => presentText(column, duckdb)),
  ]);
}

/** Columns: hash, file, currency, BilledCost; of charges that cost something. */
function rowsOf(group: FileGroup, charges: ChargeColumns, cells: readonly Sql[]): Sql {
  const billed = charges.column('BilledCost');
  const amount = billed ? duckdb.cast(duckdb.amount(billed).value, duckdb.double) : trusted('NULL');
  const paths = group.files.map((file) => file.path);
  const from = chargeRelation(group, paths, { withFile: true });
  return sql`SELECT * FROM (SELECT hash(${join(cells, ', ')}) AS h, ${trusted(identifier(fileColumn))} AS f, ${currencyOf({ charges })} AS currency, ${amount} AS a FROM ${from}) WHERE a <> 0`;
}

/** Those with the most charges first. */
function pairsOf(result: SqlResult, files: readonly PreparedFile[]): readonly Again[] {
  const labels = new Map(files.map(({ file }) => [file.path, file.label]));
  const label = (path: string | null | undefined) => labels.get(path ?? '') ?? '';
  const [firsts, seconds, currencies] = [0, 1, 2].map((column) => result.strings(column));
  const [charges, amounts] = [result.numbers(3), result.numbers(4)];
  return Array.from({ length: result.rowCount }, (_, row) => ({
    first: label(firsts?.[row]),
    second: label(seconds?.[row]),
    charges: charges[row] ?? 0,
    money: moneyOf([{ currency: currencies?.[row] ?? '', amount: amounts[row] ?? 0 }]),
  }))
    .filter(({ money }) => isMoney(money))
    .sort((a, b) => b.charges - a.charges);
}

function sumOf(found: readonly Again[]): Money {
  return moneyOf(found.flatMap(({ money }) => [...money].map(([currency, amount]) => ({ currency, amount }))));
}
