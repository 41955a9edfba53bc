export interface LazyPackage {
  readonly name: string;
  readonly chunk: string;
  /** The only files that go into the chunk, each under the name that the package exports it by; `*` is for the package's own names. */
  readonly parts?: Readonly<Record<string, string>>;
  /** Taken as `require` gives it: its modules for `import` ask where they lie, which a chunk cannot tell them. */
  readonly required?: boolean;
  /** Packages that it loads and we never reach; in the chunk they are empty. */
  readonly without?: readonly string[];
}

/**
 * Packages that load on first use and stay out of the start bundle, so that the handshake is fast and small: DuckDB's
 * wrapper, and each vendor's client. `pkg/` may only `await import(...)` them. Each becomes `dist/lib/CHUNK.cjs`.
 */
export const lazyPackages: readonly LazyPackage[] = [
  { name: '@aws-sdk/client-s3', chunk: 's3' },
  { name: '@aws-sdk/nested-clients/sts', chunk: 'sts' },
  { name: '@azure/identity', chunk: 'azure-identity' },
  { name: '@azure/storage-blob', chunk: 'azure-blob', required: true },
  {
    name: '@datadog/datadog-api-client',
    chunk: 'datadog',
    // All of it takes 190 MB and more than a second to load, most of it for APIs that are not ours to call.
    parts: {
      client: 'dist/packages/datadog-api-client-common/index.js',
      v1: 'dist/packages/datadog-api-client-v1/apis/MetricsApi.js',
      '*': 'dist/logger.js',
    },
    without: ['cross-fetch'], // its way to the network, where ours is taken; it would also warn on stderr
  },
  { name: '@duckdb/node-api', chunk: 'duckdb' },
  { name: '@google-cloud/bigquery', chunk: 'bigquery' },
  { name: '@google-cloud/storage', chunk: 'gcs', without: ['whatwg-url'] }, // Node's own URL takes its place,
  { name: '@googleapis/sheets', chunk: 'google-sheets' },
  { name: '@slack/web-api', chunk: 'slack' },
  { name: 'echarts', chunk: 'echarts', parts: { '*': 'index.common.js' } }, // lines, bars and points are all that is drawn
  { name: 'google-auth-library', chunk: 'google-auth' },
  { name: 'ipaddr.js', chunk: 'ipaddr' },
  { name: 'jmespath', chunk: 'jmespath' },
  { name: 'nodemailer', chunk: 'nodemailer' },
  { name: 'read-excel-file/node', chunk: 'xlsx' },
  { name: 'undici', chunk: 'undici' },
];
