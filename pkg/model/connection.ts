import * as z from 'zod';
import { name } from './names.ts';

/** Files below a directory that the Grafana administrator allows. */
export const filesConnection = z.object({
  name,
  type: z.literal('files'),
  path: z.string().min(1).describe('Absolute directory below an allowed path'),
});

/** One member per kind of place that data comes from, told apart by `type`. */
export const connection = z.discriminatedUnion('type', [filesConnection]);
export type Connection = z.output<typeof connection>;
