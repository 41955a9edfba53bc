import * as z from 'zod';
import { bigqueryColumn, bigqueryTable } from './bigquery-names.ts';
import { duration } from './duration.ts';
import { chargeKey } from './dimension.ts';
import { name } from './names.ts';

export const longChargePolicy = z.enum(['book', 'spread']);

/** File formats of bills. */
export const costFormats = [
  'focus',
  'aws-cur',
  'aws-cur2',
  'gcp-billing',
  'azure-cost',
  'oci-cost',
  'opencost',
  'table',
] as const;

const focusColumn = z.string().regex(/^[A-Za-z][A-Za-z0-9_]*$/, 'must be a FOCUS column such as BilledCost');

const costDatasetEntry = z.object({
  name,
  title: z.string().optional(),
  connection: z.string(),
  format: z.enum(costFormats),
  columns: z
    .record(focusColumn, z.string().min(1))
    .optional()
    .describe('Format table only: FOCUS column and the column of the file that holds it'),
  tags: z
    .union([z.string().min(1), z.strictObject({ prefix: z.string().min(1) })])
    .optional()
    .describe('Format table only: the column that holds all tags, or what the names of tag columns begin with'),
  location: z.string().min(1).optional().describe('File, directory or glob, relative to the connection'),
  table: bigqueryTable
    .optional()
    .describe('On a connection of type bigquery, in place of location: `project.dataset.table`'),
  partitionColumn: bigqueryColumn
    .optional()
    .describe('Column that the table is partitioned by, such as _PARTITIONTIME; by default where its charges begin'),
  completeAfter: duration.prefault('48h').describe('How long after a day its charges may still arrive'),
  until: z.iso.date().optional().describe('Last day of a dataset that gets no more charges'),
  invoices: z
    .array(
      z.strictObject({
        month: z.string().regex(/^\d{4}-\d{2}$/, 'is a month such as 2026-10'),
        total: z.number(),
        currency: z
          .string()
          .regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code such as USD')
          .optional()
          .describe('Where a month is invoiced in several'),
      })
    )
    .default([])
    .describe('Invoice totals, which the check holds BilledCost against'),
  rates: z
    .literal('bill')
    .optional()
    .describe(
      'Convert charges in another currency by the rate that the bill gives each, before the settings’ own rates'
    ),
  inTotal: z.boolean().default(true).describe('false for data that slices another dataset again'),
  longCharges: z
    .strictObject({
      BilledCost: longChargePolicy.default('book'),
      EffectiveCost: longChargePolicy.default('spread'),
      ListCost: longChargePolicy.default('spread'),
      ContractedCost: longChargePolicy.default('spread'),
    })
    .prefault({})
    .describe('Charges longer than a day: booked on their start day, or spread over their period'),
  rollup: z
    .strictObject({
      grain: z.enum(['day', 'hour']).default('day').describe('hour where its charges should answer by the hour too'),
      columns: z.array(chargeKey).default([]).describe('FOCUS columns and tags kept beside the declared dimensions'),
    })
    .prefault({})
    .describe('What is kept added up, so that few queries read the charges themselves'),
});

/** Charges of one provider or export, brought to FOCUS columns whatever their file format. */
export const costDataset = costDatasetEntry.superRefine(
  ({ format, columns, tags, location, table, partitionColumn }, context) => {
    const problem = (key: string, message: string) => {
      context.addIssue({ code: 'custom', path: [key], message });
    };
    if ((location === undefined) === (table === undefined)) {
      problem('location', 'give location for files, or table on a connection of type bigquery');
    }
    if (partitionColumn !== undefined && table === undefined) {
      problem('partitionColumn', 'is for a table');
    }
    const missing = ['ChargePeriodStart', 'BilledCost'].filter((one) => columns?.[one] === undefined);
    if (format === 'table' && missing.length > 0) {
      problem('columns', `the format table needs the columns that hold ${missing.join(' and ')}`);
    }
    if (format !== 'table' && (columns !== undefined || tags !== undefined)) {
      problem(columns ? 'columns' : 'tags', `is for the format table; ${format} knows its own`);
    }
  }
);
export type CostDataset = z.output<typeof costDataset>;
