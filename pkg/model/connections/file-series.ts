import * as z from 'zod';
import { cellFormat } from './cell-format.ts';

/** Where a metric's values are in files, wherever the files lie. */
export function fileSeries<const Type extends string>(type: Type) {
  return z.object({
    type: z.literal(type),
    location: z.string().min(1).describe('File, directory or glob, relative to the connection'),
    sheet: z.string().min(1).optional().describe('Sheet of an Excel file; the first one by default'),
    headerRow: z
      .int()
      .min(1)
      .optional()
      .describe('Row of a CSV or Excel file that names the columns; the first one that is not blank by default'),
    dateColumn: z.string().min(1).default('date'),
    valueColumn: z.string().min(1).default('value'),
    where: z
      .record(z.string(), z.string())
      .default({})
      .describe('Flat files with several metrics: column and value that pick this one'),
    ...cellFormat,
  });
}
