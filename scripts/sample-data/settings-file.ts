import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';
import type { z } from 'zod';
import type { settings } from '../../pkg/model/settings.ts';

export type SettingsInput = z.input<typeof settings>;

/** Writes `settings.yaml`: the data source's jsonData for the sample, with the directory's own absolute path. */
export function writeSettings(directory: string): void {
  const text = stringify(sampleSettings(path.resolve(directory)), { lineWidth: 0 });
  writeFileSync(
    path.join(directory, 'settings.yaml'),
    `# Settings of the sample data, in the shape of the data source's jsonData.\n${text}`
  );
}

export function sampleSettings(directory: string): SettingsInput {
  const metric = { connection: 'exports', dateColumn: 'day' };
  return {
    schemaVersion: 1,
    currency: 'USD',
    timezone: 'UTC',
    connections: [{ name: 'exports', type: 'files', path: directory }],
    costs: [
      {
        name: 'cloud',
        title: 'Cloud bills',
        connection: 'exports',
        format: 'focus',
        location: 'billing/focus/*.parquet',
        completeAfter: '48h',
        rollup: { columns: ['ProviderName', 'ServiceName', 'ServiceCategory', 'SubAccountName', 'SkuId', 'tag:env'] },
      },
      {
        name: 'cloud_storage',
        title: 'Cloud storage',
        connection: 'exports',
        format: 'focus',
        location: 'billing/storage/*.parquet',
        completeAfter: '48h',
        inTotal: false,
      },
    ],
    metrics: [
      {
        ...metric,
        name: 'ocr_jobs',
        title: 'OCR jobs',
        location: 'usage/jobs.csv',
        valueColumn: 'jobs',
        dimensions: { team: 'squad' },
        unit: 'job',
        additivity: 'additive',
        gaps: 'zero',
      },
      {
        ...metric,
        name: 'documents',
        title: 'Documents processed',
        location: 'usage/documents.parquet',
        valueColumn: 'documents',
        dimensions: { team: 'team', region: 'region' },
        unit: 'document',
        additivity: 'additive',
      },
      {
        ...metric,
        name: 'api_requests',
        title: 'API requests',
        location: 'usage/api_requests.csv',
        dateColumn: 'timestamp',
        valueColumn: 'requests',
        dimensions: { team: 'team' },
        unit: 'request',
        nativeGrain: 'hour',
        additivity: 'additive',
      },
      {
        ...metric,
        name: 'active_customers',
        title: 'Active customers',
        location: 'usage/customers.csv',
        valueColumn: 'customers',
        dimensions: { product: 'product' },
        total: { location: 'usage/customers_total.csv' },
        unit: 'customer',
        additivity: 'distinct',
        aggregate: { time: 'average' },
      },
      {
        ...metric,
        name: 'stored_gb',
        title: 'Stored data',
        location: 'usage/storage.csv',
        valueColumn: 'gigabytes',
        dimensions: { team: 'team' },
        unit: 'GB',
        additivity: 'snapshot',
        aggregate: { time: 'average', groups: 'sum' },
        gaps: 'hold',
      },
      {
        ...metric,
        name: 'headcount',
        title: 'Engineers',
        location: 'usage/headcount.csv',
        dateColumn: 'month',
        valueColumn: 'engineers',
        dimensions: { team: 'team' },
        unit: 'engineer',
        nativeGrain: 'month',
        additivity: 'snapshot',
        gaps: 'hold',
      },
      {
        ...metric,
        name: 'revenue',
        title: 'Revenue',
        location: 'usage/revenue.csv',
        dateColumn: 'month',
        valueColumn: 'revenue',
        dimensions: { product: 'product' },
        unit: 'USD',
        nativeGrain: 'month',
        additivity: 'additive',
        gaps: 'spread',
      },
    ],
    dimensions: [
      {
        name: 'team',
        title: 'Team',
        from: ['tag:team', 'tag:Team', 'tag:k8s_label_team'],
        values: { chk: 'checkout' },
      },
      {
        name: 'product',
        title: 'Product',
        from: ['tag:product'],
        rules: [{ value: 'insights', where: [{ key: 'SubAccountName', op: 'in', values: ['data-warehouse'] }] }],
      },
      {
        name: 'region',
        title: 'Region',
        from: ['RegionId'],
        values: {
          'us-east-1': 'us',
          eastus: 'us',
          'us-east1': 'us',
          'eu-central-1': 'eu',
          westeurope: 'eu',
          'europe-west1': 'eu',
          'ap-southeast-1': 'apac',
          southeastasia: 'apac',
          'asia-southeast1': 'apac',
        },
        rest: 'no region',
      },
      { name: 'provider', title: 'Provider', from: ['ProviderName'] },
      { name: 'service', title: 'Service', from: ['ServiceName'] },
    ],
    budgets: [
      {
        name: 'team_budget',
        title: 'Budget',
        connection: 'exports',
        location: 'usage/budget.csv',
        dateColumn: 'month',
        valueColumn: 'amount',
        dimensions: { team: 'team' },
      },
    ],
    kpis: [
      {
        name: 'cost_per_customer',
        title: 'Cost per active customer',
        description: 'All cloud cost over the average number of customers active on a day.',
        expression: 'cost / total(active_customers)',
        per: 'month',
        target: 4.2,
        owner: 'finance',
      },
      {
        name: 'cost_per_1k_ocr_jobs',
        title: 'Cost per 1,000 OCR jobs',
        expression: 'cost / (ocr_jobs / 1000)',
        owner: 'documents',
      },
      {
        name: 'cost_per_million_requests',
        title: 'Cost per million API requests',
        expression: 'cost / (api_requests / 1_000_000)',
        owner: 'platform',
      },
      {
        name: 'storage_cost_per_gb',
        title: 'Storage cost per GB',
        expression: 'cloud_storage.effective_cost / stored_gb',
        per: 'month',
        owner: 'archive',
      },
      {
        name: 'cost_per_engineer',
        title: 'Cost per engineer',
        expression: 'cost / headcount',
        per: 'month',
        owner: 'engineering',
      },
      {
        name: 'cost_share_of_revenue',
        title: 'Cloud cost as a share of revenue',
        expression: '100 * cost / revenue',
        target: 15,
        owner: 'finance',
      },
    ],
  };
}
