import * as z from 'zod';
import { duration } from '../duration.ts';
import { name } from '../names.ts';
import { cellFormat } from './cell-format.ts';
import { connectionKind } from './connection-kind.ts';
import { endpoint } from './endpoint.ts';

/** An id, or the address that a browser shows. */
const spreadsheet = z
  .string()
  .transform((text) => /^https:\/\/docs\.google\.com\/spreadsheets\/d\/([\w-]+)/.exec(text)?.[1] ?? text)
  .pipe(z.string().regex(/^[\w-]{20,}$/, 'is neither the id nor the address of a spreadsheet'));

const link = z
  .string()
  .regex(
    /^https:\/\/docs\.google\.com\/spreadsheets\/d\/[\w/-]+\?(.*&)?(output|format)=csv(&.*)?$/,
    'must be a link of File, Share, Publish to web, with the format CSV: https://docs.google.com/spreadsheets/d/e/…/pub?output=csv'
  );

/** Ranges of Google Sheets, through its API or as CSV published to the web. */
export const googleSheets = connectionKind({
  title: 'Google Sheets',
  connection: z.object({
    name,
    type: z.literal('google-sheets'),
    endpoint: endpoint.optional().describe('In place of https://sheets.googleapis.com and https://docs.google.com'),
    timeout: duration.prefault('20s').describe('For one request with its repetitions'),
  }),
  series: z
    .object({
      type: z.literal('google-sheets'),
      spreadsheet: spreadsheet.nullish().describe('Id or address; null in a total drops that of the metric'),
      range: z.string().min(1).nullish().describe("Sheet and columns: 'Usage!A:D', or the sheet alone"),
      link: link.nullish().describe('In place of spreadsheet and range: the CSV of a sheet published to the web'),
      headerRow: z.int().min(1).default(1).describe('Row of the range that names the columns'),
      dateColumn: z.string().min(1).default('date'),
      valueColumn: z.string().min(1).default('value'),
      where: z
        .record(z.string(), z.string())
        .default({})
        .describe('Column and value that pick the rows of this metric'),
      ...cellFormat,
    })
    .superRefine(({ spreadsheet: id, range, link: address }, context) => {
      const has = (value: string | null | undefined) => typeof value === 'string';
      if (has(address) ? has(id) || has(range) : !has(id) || !has(range)) {
        context.addIssue({
          code: 'custom',
          path: [has(address) ? 'link' : has(id) ? 'range' : 'spreadsheet'],
          message: 'give spreadsheet and range, or link; in a total, null drops what the metric has',
        });
      }
    }),
  secrets: {
    serviceAccount: {
      title: 'Service account key',
      description: 'The JSON file as it is; share the spreadsheet with its address.',
    },
    apiKey: { title: 'API key', description: 'For spreadsheets that everybody with the link can read.' },
  },
  charges: false,
  ranged: false,
});
