import * as z from 'zod';
import { allocation, type Allocation } from './allocation.ts';
import { budgetEntry } from './budget.ts';
import { connection, type Connection } from './connections/connection.ts';
import { costDataset, type CostDataset } from './cost-dataset.ts';
import { dimension, type Dimension } from './dimension.ts';
import { filter } from './filter.ts';
import { kpi, type Kpi } from './kpi.ts';
import { ratesEntry, type Rates } from './rates.ts';
import { recipient, type Recipient } from './recipient.ts';
import type { ConnectionSecrets } from './secrets.ts';
import { timeZone } from './time-zone.ts';
import { usageMetricEntry, type UsageMetric } from './usage-metric.ts';

export const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

/** The catalog's lists, each with the schema of one entry: a bad entry costs that entry only, so lists are parsed one by one. */
export const catalogLists = {
  connections: connection,
  costs: costDataset,
  metrics: usageMetricEntry,
  dimensions: dimension,
  kpis: kpi,
  budgets: budgetEntry,
  allocations: allocation,
  recipients: recipient,
} as const;
export type CatalogList = keyof typeof catalogLists;

/** What stands beside the lists. */
export const settingsHead = z.object({
  schemaVersion: z.literal(1).default(1),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code such as USD')
    .default('USD'),
  timezone: timeZone.default('UTC'),
  weekStart: z.enum(weekdays).default('monday'),
  fiscalYearStart: z
    .number()
    .int()
    .min(1)
    .max(12)
    .default(1)
    .describe('Month in which quarters and years are counted from'),
  catalogFile: z.string().min(1).optional().describe('YAML or JSON file in an allowed path that holds the lists'),
  scope: z.array(filter).default([]).describe('Filters that hold on every leg of every query and on value lists'),
});
export type SettingsHead = z.output<typeof settingsHead>;

/** Settings as a whole, for the JSON Schema. */
export const settings = settingsHead.extend({
  connections: z.array(connection).default([]),
  costs: z.array(costDataset).default([]),
  metrics: z.array(usageMetricEntry).default([]),
  dimensions: z.array(dimension).default([]),
  kpis: z.array(kpi).default([]),
  budgets: z.array(budgetEntry).default([]),
  allocations: z.array(allocation).default([]).describe('Steps in their order'),
  recipients: z.array(recipient).default([]),
  rates: ratesEntry.optional(),
});

export interface Catalog {
  readonly connections: ReadonlyMap<string, Connection>;
  readonly costs: ReadonlyMap<string, CostDataset>;
  readonly metrics: ReadonlyMap<string, UsageMetric>;
  readonly dimensions: ReadonlyMap<string, Dimension>;
  readonly kpis: ReadonlyMap<string, Kpi>;
  /** Read and computed as additive metrics in the data source's currency. */
  readonly budgets: ReadonlyMap<string, UsageMetric>;
  /** In their order. */
  readonly allocations: ReadonlyMap<string, Allocation>;
  readonly recipients: ReadonlyMap<string, Recipient>;
  /** Entries that did not parse, by `list.name`, with what is wrong: a query that needs one can say so. */
  readonly broken: ReadonlyMap<string, string>;
}

export interface Problem {
  readonly severity: 'error' | 'warning';
  /** Such as `metrics[2] (ocr_jobs)`. */
  readonly place: string;
  readonly message: string;
}

export interface Settings extends SettingsHead {
  readonly catalog: Catalog;
  /** Exchange rates to `currency`; without them costs in another currency are refused. */
  readonly rates?: Rates;
  /** By connection. */
  readonly secrets: ReadonlyMap<string, ConnectionSecrets>;
  readonly problems: readonly Problem[];
}
