/** Price list of the three providers of the sample, in USD; close to public list prices, to be read as an example only. */
export interface Sku {
  readonly id: string;
  readonly provider: ProviderName;
  readonly service: string;
  readonly category: string;
  readonly description: string;
  readonly consumedUnit: string;
  readonly pricingUnit: string;
  /** Consumed units that one pricing unit holds. */
  readonly consumedPerPriced: number;
  /** List price of one pricing unit. */
  readonly listPrice: number;
}

export type ProviderName = 'AWS' | 'Microsoft' | 'Google Cloud';

export interface Provider {
  readonly name: ProviderName;
  readonly issuer: string;
  readonly billingAccount: string;
  readonly regions: readonly { readonly id: string; readonly area: 'us' | 'eu' | 'apac' }[];
  readonly teamTag: string;
  /** Contracted cost as a share of list cost. */
  readonly paid: number;
}

export const providers: Readonly<Record<ProviderName, Provider>> = {
  AWS: {
    name: 'AWS',
    issuer: 'Amazon Web Services, Inc.',
    billingAccount: '009876500012',
    regions: [
      { id: 'us-east-1', area: 'us' },
      { id: 'eu-central-1', area: 'eu' },
      { id: 'ap-southeast-1', area: 'apac' },
    ],
    teamTag: 'team',
    paid: 0.94,
  },
  Microsoft: {
    name: 'Microsoft',
    issuer: 'Microsoft Corporation',
    billingAccount: '00071234',
    regions: [
      { id: 'eastus', area: 'us' },
      { id: 'westeurope', area: 'eu' },
      { id: 'southeastasia', area: 'apac' },
    ],
    teamTag: 'Team',
    paid: 0.96,
  },
  'Google Cloud': {
    name: 'Google Cloud',
    issuer: 'Google LLC',
    billingAccount: '01A2B3-4C5D6E-7F8091',
    regions: [
      { id: 'us-east1', area: 'us' },
      { id: 'europe-west1', area: 'eu' },
      { id: 'asia-southeast1', area: 'apac' },
    ],
    teamTag: 'k8s_label_team',
    paid: 0.95,
  },
};

function sku(
  id: string,
  provider: ProviderName,
  service: string,
  category: string,
  description: string,
  unit: string,
  listPrice: number
): Sku {
  return {
    id,
    provider,
    service,
    category,
    description,
    consumedUnit: unit,
    pricingUnit: unit,
    consumedPerPriced: 1,
    listPrice,
  };
}

/** Stored gigabytes are priced by the month and consumed by the day. */
function storage(id: string, provider: ProviderName, service: string, description: string, listPrice: number): Sku {
  return {
    ...sku(id, provider, service, 'Storage', description, 'GB-Days', listPrice),
    pricingUnit: 'GB-Months',
    consumedPerPriced: 30,
  };
}

const ec2 = 'Amazon Elastic Compute Cloud';
export const skus = {
  ec2: sku('AWS-EC2-M6I-XL', 'AWS', ec2, 'Compute', 'm6i.xlarge Linux, on demand', 'Hours', 0.192),
  fleet: sku('AWS-EC2-M6I-2XL', 'AWS', ec2, 'Compute', 'm6i.2xlarge Linux', 'Hours', 0.384),
  rds: sku(
    'AWS-RDS-R6G-XL',
    'AWS',
    'Amazon Relational Database Service',
    'Databases',
    'db.r6g.xlarge PostgreSQL',
    'Hours',
    0.48
  ),
  lambda: sku('AWS-LAMBDA-GBS', 'AWS', 'AWS Lambda', 'Compute', 'Lambda duration', 'GB-Seconds', 0.0000166667),
  textract: sku(
    'AWS-TEXTRACT-PAGE',
    'AWS',
    'Amazon Textract',
    'AI and Machine Learning',
    'Pages analysed',
    'Pages',
    0.0015
  ),
  openSearch: sku(
    'AWS-OPENSEARCH-R6G-XL',
    'AWS',
    'Amazon OpenSearch Service',
    'Analytics',
    'r6g.xlarge.search',
    'Hours',
    0.335
  ),
  cdn: sku('AWS-CLOUDFRONT-GB', 'AWS', 'Amazon CloudFront', 'Networking', 'Data transfer out', 'GB', 0.085),
  logs: sku('AWS-CLOUDWATCH-GB', 'AWS', 'Amazon CloudWatch', 'Management and Governance', 'Logs ingested', 'GB', 0.5),
  s3: storage('AWS-S3-STANDARD', 'AWS', 'Amazon Simple Storage Service', 'S3 Standard storage', 0.023),
  vm: sku('MS-VM-D4S-V5', 'Microsoft', 'Virtual Machines', 'Compute', 'D4s v5', 'Hours', 0.192),
  sql: sku(
    'MS-SQL-VCORE',
    'Microsoft',
    'Azure SQL Database',
    'Databases',
    'General purpose vCore',
    'vCore-Hours',
    0.252
  ),
  vision: sku(
    'MS-AI-VISION',
    'Microsoft',
    'Azure AI Vision',
    'AI and Machine Learning',
    'Read transactions',
    'Transactions',
    0.001
  ),
  bandwidth: sku('MS-BANDWIDTH-GB', 'Microsoft', 'Bandwidth', 'Networking', 'Data transfer out', 'GB', 0.08),
  blob: storage('MS-BLOB-HOT', 'Microsoft', 'Storage Accounts', 'Blob storage, hot', 0.0208),
  gce: sku('GC-GCE-N2-4', 'Google Cloud', 'Compute Engine', 'Compute', 'n2-standard-4', 'Hours', 0.1942),
  bigQuery: sku('GC-BQ-ANALYSIS', 'Google Cloud', 'BigQuery', 'Analytics', 'Analysis, on demand', 'GB', 0.0061),
  vertex: sku(
    'GC-VERTEX-NODE',
    'Google Cloud',
    'Vertex AI',
    'AI and Machine Learning',
    'Prediction nodes',
    'Hours',
    0.75
  ),
  gcs: storage('GC-GCS-STANDARD', 'Google Cloud', 'Cloud Storage', 'Standard storage', 0.02),
} as const satisfies Record<string, Sku>;
export type SkuName = keyof typeof skus;
