import * as z from 'zod';
import { name } from '../names.ts';
import { connectionKind } from './connection-kind.ts';
import { fileSeries } from './file-series.ts';

/** Files below a directory that the Grafana administrator allows. */
export const files = connectionKind({
  title: 'Files',
  connection: z.object({
    name,
    type: z.literal('files'),
    path: z.string().min(1).describe('Absolute directory below an allowed path'),
  }),
  series: fileSeries('files'),
  secrets: {},
  charges: true,
  ranged: false,
});
