import type { DataQuery } from '@grafana/schema';
import * as z from 'zod';
import { filter } from '../../pkg/model/filter.ts';

/** What a dashboard variable can list. */
export const listKinds = ['values', 'dimensions', 'metrics', 'kpis', 'budgets', 'datasets'] as const;
export type ListKind = (typeof listKinds)[number];

const variableQuery = z.object({
  list: z.enum(listKinds).default('values'),
  /** For `values`: whose. */
  dimension: z.string().default(''),
  /** Part of the text, letter case ignored; may hold variables. */
  search: z.string().default(''),
  /** For `values`: only those that occur together with these; may hold variables. */
  filters: z.array(filter.extend({ values: z.array(z.string()) })).default([]),
});
export type VariableQuery = DataQuery & Partial<z.input<typeof variableQuery>>;
export type ReadVariableQuery = z.output<typeof variableQuery>;

/** A variable's saved query; what cannot be read counts as not chosen yet. */
export function readVariableQuery(saved: unknown): ReadVariableQuery {
  const parsed = variableQuery.safeParse(saved);
  return parsed.success ? parsed.data : variableQuery.parse({});
}
