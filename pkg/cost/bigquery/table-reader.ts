import { UnitEconomicsError } from '../../model/errors.ts';
import { trusted } from '../../storage/sql.ts';
import type { TableState } from '../../usage/bigquery/jobs.ts';
import { tableName, tableSql } from '../../usage/bigquery/names.ts';
import { chargeColumns, everyCharge } from '../charge-columns.ts';
import type { ChargeColumns, ChargeFormat } from '../charge-format.ts';
import type { DayRange } from '../cost-source.ts';
import { bigquery } from '../dialect/bigquery.ts';
import type { FileFacts } from '../file-facts.ts';
import { formatOf } from '../formats.ts';
import type { RowSource } from '../row-source.ts';
import { bigqueryOf, type Source } from './asker.ts';
import { partitionColumns, partitionRows } from './partition.ts';
import { sourceColumns } from './source-columns.ts';

/** A dataset's table, understood as charges. */
export interface ReadableTable {
  /** For people: `project.dataset.table`. */
  readonly place: string;
  readonly format: ChargeFormat;
  readonly charges: ChargeColumns;
  /**
   * The charges that begin on these days.
   * @param known What makes the statement shorter, once it is known.
   */
  rows(days: DayRange, known?: Pick<FileFacts, 'firstDay' | 'lastDay'>): Extract<RowSource, { readonly kind: 'table' }>;
}

const required = ['ChargePeriodStart', 'BilledCost'] as const;
const ingestionTime = '_PARTITIONTIME';

/** @throws UnitEconomicsError where the table cannot be of the dataset's format */
export function readableTable(source: Source, { fields, byIngestion }: TableState): ReadableTable {
  const { dataset } = source;
  const name = tableName(dataset.table ?? '', bigqueryOf(source).project);
  const place = Object.values(name).join('.');
  const format = formatOf(dataset);
  const schema = { columns: sourceColumns(fields) };
  const mapping = format.mapping(schema.columns, bigquery);
  const missing = required.filter((one) => mapping.column(one) === undefined);
  if (missing.length > 0) {
    throw new UnitEconomicsError(
      'badData',
      `The table ${place} of the cost dataset ${dataset.name} has no column ${missing.map((one) => format.needs[one]).join(' and no ')}, which ${format.title} needs. Its columns are: ${schema.columns.map((column) => column.name).join(', ')}.`
    );
  }
  const charges = chargeColumns({ format, schema }, true, bigquery);
  const partitions = partitionColumns(
    fields,
    mapping.column('ChargePeriodStart'),
    dataset.partitionColumn ?? (byIngestion ? ingestionTime : undefined),
    { dataset: dataset.name, table: place }
  );
  const table = trusted(tableSql(name));
  return {
    place,
    format,
    charges,
    rows: (days, { firstDay: first, lastDay: last } = {}) => ({
      kind: 'table',
      charges,
      ...(first !== undefined && last !== undefined && { within: { first, last } }),
      from: everyCharge({ format, schema }, partitionRows(table, partitions, days), bigquery),
    }),
  };
}
