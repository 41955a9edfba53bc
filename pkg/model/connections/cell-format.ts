import * as z from 'zod';
import { dateFormat } from './date-format.ts';

/** How dates and numbers are written where a file or a sheet has them as text; the same wherever text is read. */
export const cellFormat = {
  dateFormat: dateFormat.optional().describe('Of dates that are text, such as DD.MM.YYYY; ISO by default'),
  decimal: z
    .enum([',', '.'])
    .optional()
    .describe('Decimal sign of numbers that are text; the other sign then groups thousands'),
};
