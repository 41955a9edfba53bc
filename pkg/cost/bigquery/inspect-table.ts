import { bytesText } from '../../model/bytes.ts';
import { dayText } from '../../series/civil.ts';
import { brokenRule } from '../broken-rule.ts';
import type { DatasetInspection, DatasetRequest } from '../cost-source.ts';
import { costStatement } from '../cost-statement.ts';
import { readDetail } from '../dataset-detail.ts';
import type { FileFacts } from '../file-facts.ts';
import { readRuleMatches } from '../rule-matches.ts';
import { bigqueryOf } from './asker.ts';
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
  const { currencies, malformedTags, remarks } = await readDetail(session, rows, table.place, signal);
  const rules = await readRuleMatches(session, rows, dimensions, timezone, signal);
  const { maximumBytesBilled } = bigqueryOf(request);
  const read = `a query by every dimension over ${dayText(days.from)} to ${dayText(days.to - 1)} reads about ${bytesText(bytes)}`;
  return {
    currencies,
    malformedTags,
    rules,
    remarks: [
      bytes > maximumBytesBilled
        ? `${read}, which is more than maximumBytesBilled (${bytesText(maximumBytesBilled)}) lets through`
        : read,
      'only the charges of these days were looked at, because each look at a table costs money',
      ...remarks,
    ],
  };
}
