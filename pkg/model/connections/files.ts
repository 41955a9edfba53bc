import * as z from 'zod';
import { name } from '../names.ts';
import { connectionKind } from './connection-kind.ts';

/** Files below a directory that the Grafana administrator allows. */
export const files = connectionKind({
  title: 'Files',
  connection: z.object({
    name,
    type: z.literal('files'),
    path: z.string().min(1).describe('Absolute directory below an allowed path'),
  }),
  series: z.object({
    type: z.literal('files'),
    location: z.string().min(1).describe('File, directory or glob, relative to the connection'),
    sheet: z.string().min(1).optional().describe('Sheet of an Excel file; the first one by default'),
    dateColumn: z.string().min(1).default('date'),
    valueColumn: z.string().min(1).default('value'),
    where: z
      .record(z.string(), z.string())
      .default({})
      .describe('Flat files with several metrics: column and value that pick this one'),
  }),
  secrets: {},
  charges: true,
  ranged: false,
});
