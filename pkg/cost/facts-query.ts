import type { SqlEngine, SqlResult } from '../storage/engine.ts';
import { startOfDay } from '../series/zone.ts';
import { identifier } from '../storage/quote.ts';
import { join, sql, trusted, type Sql } from '../storage/sql.ts';
import { amount, text } from './cells.ts';
import { chargeColumns, chargeRelation, chargeTable } from './charge-columns.ts';
import {
  chargeCells,
  costColumns,
  longChargeUs,
  shortestDayUs,
  spanOf,
  startsItsDay,
  type ChargeTable,
} from './charge-rows.ts';
import { emptyFile, type FileFacts } from './file-facts.ts';
import type { FileGroup } from './file-groups.ts';
import { hasShifted, shiftColumn } from './relation.ts';
import { zoneDayOf } from './zone-offset.ts';

const samplesPerFile = 5;

/** Files read by one statement, each by its own SELECT: grouping by file name would cost half as much again. */
const filesAtOnce = 64;

/** Facts of each file of a group, by real path, in one pass over its time and provider columns. */
export async function readFileFacts(
  engine: SqlEngine,
  group: FileGroup,
  zone: string,
  signal: AbortSignal
): Promise<ReadonlyMap<string, FileFacts>> {
  const facts = new Map<string, FileFacts>(group.files.map((file) => [file.path, emptyFile]));
  for (let first = 0; first < group.files.length; first += filesAtOnce) {
    const files = group.files.slice(first, first + filesAtOnce);
    const statement = join(
      files.map((file, index) => factsStatement(chargeTable({ ...group, files: [file] }, false), index, zone)),
      '\nUNION ALL\n'
    );
    const paths = files.map((file) => file.path);
    addFacts(facts, paths, await engine.run(statement.text, statement.values, signal), zone);
  }
  for (const file of group.files) {
    const found = facts.get(file.path);
    if (found && found.badRows > 0) {
      facts.set(file.path, { ...found, badSamples: await sampleBadRows(engine, group, file, zone, signal) });
    }
  }
  return facts;
}

/**
 * One row for each provider. What is computed for each charge is kept to a minimum, for every first query waits for it:
 * the days follow from the first and the last start, of charges that are cut in the zone, and of those that keep their date.
 */
export function factsStatement(table: ChargeTable, index: number, zone: string): Sql {
  const { charges, from } = table;
  const { dialect } = charges;
  const { startUs, endUs, lengthUs, writtenDay, bad } = chargeCells(table, { zone });
  const double = (value: Sql): Sql => dialect.cast(value, dialect.double);
  const provider = charges.column('ProviderName');
  const allCut = startsItsDay(charges, zone);
  // In Parquet a bad row has no start, so no day and no length either.
  const ofGood = (value: Sql): Sql => (table.kind === 'parquet' ? value : sql`CASE WHEN NOT bad THEN ${value} END`);
  const cut = ofGood(trusted(allCut ? 'start_us' : `CASE WHEN length_us < ${shortestDayUs.text} THEN start_us END`));
  const none = 'CAST(NULL AS BIGINT)';
  const kept = ofGood(
    trusted(allCut ? none : `CASE WHEN length_us < ${shortestDayUs.text} THEN NULL ELSE written END`)
  );
  // What lasts a month tells nothing of how far the days go.
  const cutEnd = ofGood(sql`CASE WHEN length_us < ${allCut ? longChargeUs : shortestDayUs} THEN end_us END`);
  const keptLast = ofGood(
    allCut
      ? trusted(none)
      : sql`CASE WHEN length_us >= ${shortestDayUs} AND length_us < ${longChargeUs} THEN written END`
  );
  return sql`
    SELECT ${double(trusted(String(index)))}, provider, ${double(trusted('count(*)'))}, ${double(dialect.countIf(trusted('bad')))},
      ${double(sql`min(${cut})`)} / 1000, ${double(sql`max(${cut})`)} / 1000,
      ${double(sql`min(${kept})`)}, ${double(sql`max(${kept})`)},
      ${double(spanOf(sql`max(${ofGood(trusted('length_us'))})`, dialect))},
      ${double(sql`max(${cutEnd})`)} / 1000, ${double(sql`max(${keptLast})`)}
    FROM (SELECT ${provider ? text(provider, dialect) : dialect.cast(trusted('NULL'), dialect.text)} AS provider, ${bad} AS bad,
      ${startUs} AS start_us, ${writtenDay} AS written, ${lengthUs} AS length_us, ${endUs} AS end_us
      FROM ${from})
    GROUP BY 2`;
}

export function addFacts(
  facts: Map<string, FileFacts>,
  paths: readonly string[],
  result: SqlResult,
  zone: string
): void {
  const providers = result.strings(1);
  const columns = [0, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((column) => result.numbers(column));
  const dayOf = (ms: number): number => (Number.isNaN(ms) ? NaN : zoneDayOf(ms, zone));
  for (let row = 0; row < result.rowCount; row++) {
    const [file, rows, bad, firstCut, lastCut, firstKept, lastKept, span, cutEnd, lastDate = NaN] = columns.map(
      (column) => column[row] ?? NaN
    );
    const path = paths[file ?? -1] ?? '';
    const known = facts.get(path) ?? emptyFile;
    const provider = providers[row] ?? '';
    // A day's charge has its date in every zone, so that it ends where that date ends.
    const ends = [known.newestEnds[provider], cutEnd, Number.isNaN(lastDate) ? NaN : startOfDay(lastDate + 1, zone)];
    facts.set(path, {
      rows: known.rows + (rows ?? 0) - (bad ?? 0),
      badRows: known.badRows + (bad ?? 0),
      badSamples: [],
      ...chosen('firstDay', Math.min, [known.firstDay, dayOf(firstCut ?? NaN), firstKept]),
      ...chosen('lastDay', Math.max, [known.lastDay, dayOf(lastCut ?? NaN), lastKept]),
      maxSpan: Math.max(known.maxSpan, span || 1), // NaN where every row is bad
      newestEnds: { ...known.newestEnds, ...chosen(provider, Math.max, ends) },
    });
  }
}

/** `{ name: choice }` over the numbers that are known, or nothing. */
function chosen(
  name: string,
  choice: (...values: number[]) => number,
  values: readonly (number | undefined)[]
): Record<string, number> {
  const known = values.filter((value) => value !== undefined && !Number.isNaN(value)).map(Number);
  return known.length > 0 ? { [name]: choice(...known) } : {};
}

/** Where and why, such as `jan.csv row 7: ChargePeriodStart "soon" is not a timestamp`. Rows count from 1 after the header. */
async function sampleBadRows(
  engine: SqlEngine,
  group: FileGroup,
  file: FileGroup['files'][number],
  zone: string,
  signal: AbortSignal
): Promise<string[]> {
  const charges = chargeColumns(group, false);
  const { startUs, bad } = chargeCells({ kind: group.schema.kind, charges }, { zone });
  const start = charges.column('ChargePeriodStart');
  const shifted = hasShifted(group.schema);
  const reasons: Sql[] = costColumns.flatMap((name) => {
    const column = charges.column(name);
    const unreadable = column && amount(column).unreadable;
    return column && unreadable
      ? [sql`WHEN ${unreadable} THEN ${`${name} "`} || CAST(${column.expression} AS VARCHAR) || '" is not a number'`]
      : [];
  });
  const noStart = start
    ? sql`coalesce('ChargePeriodStart "' || CAST(${start.expression} AS VARCHAR) || '" is not a timestamp', 'ChargePeriodStart is empty')`
    : sql`'ChargePeriodStart is missing'`;
  const statement = sql`
    SELECT CAST(row_number AS DOUBLE), CASE
      ${shifted ? sql`WHEN ${shifted} THEN ${trusted(identifier(shiftColumn))}` : trusted('')}
      WHEN ${startUs} IS NULL THEN ${noStart}
      ${join(reasons, ' ')} END
    FROM ${chargeRelation(group, [file.path], { numbered: true })}
    WHERE ${bad} ORDER BY row_number LIMIT ${samplesPerFile}`;
  const result = await engine.run(statement.text, statement.values, signal);
  const why = result.strings(1);
  return [...result.numbers(0)].map((row, index) => `${file.label} row ${row + 1}: ${why[index] ?? ''}`);
}
