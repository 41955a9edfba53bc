import * as z from 'zod';
import { grain, timeBasis } from '../../pkg/model/grain.ts';
import { kpi } from '../../pkg/model/kpi.ts';
import { additivity, gapFilling, groupAggregation, timeAggregation } from '../../pkg/model/usage-metric.ts';
import type { LegSettings } from '../../pkg/query/leg-table.ts';

/** The answer of the resource `catalog`: what a query can name. */
export const catalogView = z.object({
  currency: z.string(),
  timezone: z.string(),
  costs: z.array(z.object({ name: z.string(), title: z.string(), inTotal: z.boolean() })),
  metrics: z.array(
    z.object({
      name: z.string(),
      title: z.string(),
      unit: z.string(),
      nativeGrain: grain,
      additivity,
      aggregate: z.object({ time: timeAggregation, groups: groupAggregation }),
      gaps: gapFilling,
      dimensions: z.array(z.string()),
      hasTotal: z.boolean(),
    })
  ),
  dimensions: z.array(z.object({ name: z.string(), title: z.string(), rest: z.string() })),
  kpis: z.array(
    z.object({
      name: z.string(),
      title: z.string(),
      expression: z.string(),
      per: timeBasis.optional(),
      target: z.number().optional(),
      better: kpi.shape.better,
      owner: z.string().optional(),
      description: z.string().optional(),
    })
  ),
  budgets: z.array(
    z.object({ name: z.string(), title: z.string(), nativeGrain: grain, dimensions: z.array(z.string()) })
  ),
  broken: z.array(z.string()),
});
export type CatalogView = z.output<typeof catalogView>;
export type MetricView = CatalogView['metrics'][number];
export type KpiView = CatalogView['kpis'][number];

/** First and last day with data by `costs.NAME` and `metrics.NAME`: the answer of the resource `extents`. */
export const extentsView = z.record(z.string(), z.object({ from: z.string().optional(), to: z.string().optional() }));
export type ExtentsView = z.output<typeof extentsView>;

/** Files done, of all, by cost dataset whose roll-up is being built: the answer of the resource `progress`. */
export const progressView = z.record(z.string(), z.object({ built: z.number(), of: z.number() }));
export type ProgressView = z.output<typeof progressView>;

/** The catalog as the formula language looks names up in it. */
export function legSettings({ currency, costs, metrics, kpis, budgets, broken }: CatalogView): LegSettings {
  return {
    currency,
    catalog: {
      costs: new Map(costs.map((cost) => [cost.name, cost])),
      metrics: new Map(metrics.map((metric) => [metric.name, metric])),
      kpis: new Map(kpis.map((entry) => [entry.name, entry])),
      budgets: new Map(budgets.map((budget) => [budget.name, budget])),
      broken: new Map(broken.map((entry) => [entry, 'Save & test of the data source says what is wrong'])),
    },
  };
}
