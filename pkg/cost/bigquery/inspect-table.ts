import { bytesText } from '../../model/bytes.ts';
import { dayText } from '../../series/civil.ts';
import { attempt, checkBill } from '../bill-check/bill-check.ts';
import { readFigures } from '../bill-check/figures.ts';
import { billedByMonth, currenciesOf, malformedTags, oddCells } from '../bill-check/findings.ts';
import { missingColumns } from '../bill-check/missing-columns.ts';
import { reconcile } from '../bill-check/reconcile.ts';
import { brokenRule } from '../broken-rule.ts';
import type { DatasetInspection, DatasetRequest } from '../cost-source.ts';
import { costStatement } from '../cost-statement.ts';
import type { FileFacts } from '../file-facts.ts';
import { readRuleMatches } from '../rule-matches.ts';
import { bigqueryOf } from './asker.ts';
import { everyDay } from './partition.ts';
import type { BigQuerySession } from './session.ts';
import type { ReadableTable } from './table-reader.ts';

/** A look at every charge of a large table costs money each time. */
const inspectedDays = 35;

/** Looks at the newest charges, and says what a query over them would read. */
export async function inspectTable(
  session: BigQuerySession,
  table: ReadableTable,
  request: DatasetRequest,
  facts: FileFacts,
  signal: AbortSignal
): Promise<DatasetInspection> {
  const { dimensions, timezone } = request;
  const to = (facts.lastDay ?? 0) + 1;
  const days = { from: to - inspectedDays, to };
  const rows = table.rows(days, facts);
  const groupBy = dimensions.filter((dimension) => brokenRule(dimension) === undefined);
  const broad = { measure: 'BilledCost', chargeCategories: [], filters: [], grain: 'day' } as const;
  const statement = costStatement({ ...request, ...broad, groupBy, days }, rows, false);
  const bytes = await session.estimate(statement, signal);
  const cut = { zone: timezone, ...(rows.within && { within: rows.within }) };
  const figures = await readFigures(session, rows, groupBy, cut, signal);
  const rules = await readRuleMatches(session, rows, dimensions, timezone, signal);
  const { maximumBytesBilled } = bigqueryOf(request);
  const read = `a query by every dimension over ${dayText(days.from)} to ${dayText(days.to - 1)} reads about ${bytesText(bytes)}`;
  return {
    currencies: currenciesOf(figures.rows),
    malformedTags: malformedTags([figures]),
    rules,
    remarks: [
      bytes > maximumBytesBilled
        ? `${read}, which is more than maximumBytesBilled (${bytesText(maximumBytesBilled)}) lets through`
        : read,
      'only the charges of these days were looked at, because each look at a table costs money',
      ...missingColumns([{ table: rows, format: table.format, figures, holder: `${table.place} has` }]),
      ...oddCells(figures, table.place),
      ...(await checkBill(session, [rows], [figures], signal)),
      ...(await attempt('of the invoices', () => reconcileTable(session, table, request, signal))),
    ],
  };
}

/** Reads the columns of time and BilledCost of the whole table, where the settings name invoices: a correction may be of any day. */
async function reconcileTable(
  session: BigQuerySession,
  table: ReadableTable,
  { dataset: { invoices }, timezone }: DatasetRequest,
  signal: AbortSignal
): Promise<readonly string[]> {
  if (invoices.length === 0) {
    return [];
  }
  const { rows } = await readFigures(session, table.rows(everyDay), undefined, { zone: timezone }, signal);
  return reconcile(invoices, billedByMonth(rows));
}
