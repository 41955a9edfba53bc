import type { SkuName } from './skus.ts';

/** One kind of spend of a team. */
export interface CostLine {
  readonly sku: SkuName;
  /** Contracted USD a day in the first month, mean over the week. */
  readonly usdPerDay: number;
  readonly resources: number;
  /** Charged by the hour, not by the day. */
  readonly hourly?: true;
  /** Elasticity: consumption grows as the team's activity to this power. 0.57 unless told; 0 is a fixed fleet. */
  readonly scales?: number;
  /** Consumption from the day of the regression on, as a multiple. */
  readonly regression?: number;
}

export interface Team {
  /** As usage data and, after normalisation, cost data call it. */
  readonly name: string;
  readonly product: string;
  /** Sub-account by name and id; ids have leading zeros that a number would lose. */
  readonly account: { readonly name: string; readonly id: string };
  /** Activity of the last month as a multiple of the first, apart from the shift. */
  readonly growth: number;
  /** Activity that the mix shift brings or takes, as a multiple. */
  readonly shift?: number;
  /** On a weekday of the first month. */
  readonly requestsPerDay: number;
  readonly ocrJobsPerDay?: number;
  readonly documentsPerDay?: number;
  readonly engineers: number;
  readonly lines: readonly CostLine[];
}

export const teams: readonly Team[] = [
  {
    name: 'checkout',
    product: 'shop',
    account: { name: 'shop-prod', id: '001200340056' },
    growth: 1.7,
    requestsPerDay: 9e6,
    ocrJobsPerDay: 15_000,
    engineers: 9,
    lines: [
      { sku: 'ec2', usdPerDay: 400, resources: 4, hourly: true },
      { sku: 'rds', usdPerDay: 250, resources: 10 },
      { sku: 'lambda', usdPerDay: 160, resources: 18 },
      { sku: 'cdn', usdPerDay: 90, resources: 6 },
    ],
  },
  {
    name: 'catalog',
    product: 'shop',
    account: { name: 'catalog-prod', id: '000048210077' },
    growth: 1.75,
    shift: 0.68,
    requestsPerDay: 14e6,
    engineers: 8,
    lines: [
      { sku: 'vm', usdPerDay: 330, resources: 20 },
      { sku: 'sql', usdPerDay: 220, resources: 12 },
      { sku: 'blob', usdPerDay: 60, resources: 8 },
      { sku: 'bandwidth', usdPerDay: 90, resources: 6 },
      { sku: 'fleet', usdPerDay: 100, resources: 9, scales: 0 },
    ],
  },
  {
    name: 'search',
    product: 'discovery',
    account: { name: 'search-prod', id: '003300870012' },
    growth: 1.4,
    requestsPerDay: 8e6,
    ocrJobsPerDay: 30_000,
    documentsPerDay: 60_000,
    engineers: 7,
    lines: [
      { sku: 'openSearch', usdPerDay: 420, resources: 5, hourly: true, scales: 1, regression: 1.5 },
      { sku: 'ec2', usdPerDay: 200, resources: 16, scales: 1, regression: 1.5 },
      { sku: 's3', usdPerDay: 30, resources: 6, scales: 1 },
      { sku: 'cdn', usdPerDay: 50, resources: 4, scales: 1 },
    ],
  },
  {
    name: 'recommendations',
    product: 'discovery',
    account: { name: 'reco-prod', id: '000482913377' },
    growth: 1.9,
    requestsPerDay: 6e6,
    engineers: 6,
    lines: [
      { sku: 'gce', usdPerDay: 250, resources: 3, hourly: true },
      { sku: 'vertex', usdPerDay: 200, resources: 12 },
      { sku: 'bigQuery', usdPerDay: 150, resources: 8 },
    ],
  },
  {
    name: 'ocr',
    product: 'documents',
    account: { name: 'documents-prod', id: '004512300789' },
    growth: 2.2,
    requestsPerDay: 2e6,
    ocrJobsPerDay: 120_000,
    documentsPerDay: 240_000,
    engineers: 10,
    lines: [
      { sku: 'textract', usdPerDay: 350, resources: 14 },
      { sku: 'lambda', usdPerDay: 180, resources: 20 },
      { sku: 'vision', usdPerDay: 120, resources: 8 },
      { sku: 's3', usdPerDay: 60, resources: 8 },
      { sku: 'fleet', usdPerDay: 140, resources: 12, scales: 0 },
    ],
  },
  {
    name: 'archive',
    product: 'documents',
    account: { name: 'archive-prod', id: '004512300790' },
    growth: 1.9,
    requestsPerDay: 1.5e6,
    ocrJobsPerDay: 40_000,
    documentsPerDay: 180_000,
    engineers: 5,
    lines: [
      { sku: 's3', usdPerDay: 200, resources: 24 },
      { sku: 'gcs', usdPerDay: 160, resources: 18 },
      { sku: 'blob', usdPerDay: 60, resources: 10 },
      { sku: 'rds', usdPerDay: 80, resources: 5 },
    ],
  },
  {
    name: 'messaging',
    product: 'collaboration',
    account: { name: 'chat-prod', id: '000731000245' },
    growth: 1.75,
    shift: 1.7,
    requestsPerDay: 7e6,
    engineers: 7,
    lines: [
      { sku: 'gce', usdPerDay: 230, resources: 3, hourly: true },
      { sku: 'gcs', usdPerDay: 50, resources: 8 },
      { sku: 'bigQuery', usdPerDay: 70, resources: 6 },
    ],
  },
  {
    name: 'identity',
    product: 'platform',
    account: { name: 'platform-prod', id: '000048210078' },
    growth: 1.75,
    requestsPerDay: 12e6,
    engineers: 6,
    lines: [
      { sku: 'vm', usdPerDay: 180, resources: 16 },
      { sku: 'sql', usdPerDay: 120, resources: 8 },
    ],
  },
  {
    name: 'analytics',
    product: 'insights',
    account: { name: 'data-warehouse', id: '000482913378' },
    growth: 1.8,
    requestsPerDay: 1.2e6,
    engineers: 8,
    lines: [
      { sku: 'bigQuery', usdPerDay: 330, resources: 20 },
      { sku: 'gce', usdPerDay: 110, resources: 10 },
      { sku: 'gcs', usdPerDay: 60, resources: 8 },
    ],
  },
];

/** Spend that nobody has tagged. */
export const shared = {
  account: { name: 'shared-services', id: '000100000001' },
  growth: 1.75,
  lines: [
    { sku: 'logs', usdPerDay: 110, resources: 14 },
    { sku: 'cdn', usdPerDay: 70, resources: 6 },
    { sku: 'bandwidth', usdPerDay: 70, resources: 8 },
    { sku: 'gce', usdPerDay: 60, resources: 8 },
  ],
} as const satisfies Pick<Team, 'account' | 'growth' | 'lines'>;

/** Products that people pay for. Customers are those active on a weekday of the first month. */
export const products = [
  { name: 'shop', customers: 24_000, growth: 1.55, revenuePerMonth: 420_000 },
  { name: 'discovery', customers: 11_000, growth: 1.6, revenuePerMonth: 180_000 },
  { name: 'documents', customers: 9_000, growth: 2.1, revenuePerMonth: 260_000 },
  { name: 'collaboration', customers: 6_000, growth: 2.3, revenuePerMonth: 120_000 },
  { name: 'insights', customers: 3_500, growth: 1.8, revenuePerMonth: 90_000 },
] as const;

/** Different customers over all products as a share of the sum by product: many use two. */
export const customersCountedOnce = 0.745;
