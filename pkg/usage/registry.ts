import type { ConnectionType } from '../model/connections/connection.ts';
import type { ConnectionFiles } from '../storage/connection-files.ts';
import type { SqlEngine } from '../storage/engine.ts';
import { AmplitudeUsage } from './amplitude-usage.ts';
import { BigQueryUsage } from './bigquery-usage.ts';
import { DatadogUsage } from './datadog-usage.ts';
import { FilesUsageSource } from './files-usage.ts';
import { GoogleSheetsUsage } from './google-sheets-usage.ts';
import { HttpUsage } from './http-usage.ts';
import { inlineUsage } from './inline-usage.ts';
import { keepFresh } from './remote/keep-fresh.ts';
import { untried } from './untried.ts';
import type { UsageSource } from './usage-source.ts';

/** What sources may use. */
export interface UsageTools {
  readonly files: ConnectionFiles;
  readonly engine: SqlEngine;
  /** For answers of services; absolute. */
  readonly cacheDirectory: string;
  /** ms since the epoch. */
  readonly now: () => number;
  /** Aborted when the process ends: what runs in the background stops. */
  readonly closing?: AbortSignal;
}

/** One line for each type of connection that usage comes from. */
const makers: Readonly<Record<ConnectionType, (tools: UsageTools) => UsageSource>> = {
  amplitude: (tools) => keepFresh(new AmplitudeUsage(tools), tools),
  'azure-blob': filesUsage,
  bigquery: (tools) => keepFresh(new BigQueryUsage(), tools),
  datadog: (tools) => keepFresh(new DatadogUsage(tools), tools),
  files: filesUsage,
  gcs: filesUsage,
  'google-sheets': (tools) => keepFresh(new GoogleSheetsUsage(), tools),
  http: (tools) => keepFresh(new HttpUsage(tools), tools),
  inline: () => inlineUsage,
  s3: filesUsage,
};

function filesUsage({ files, engine }: UsageTools): UsageSource {
  return new FilesUsageSource(files, engine);
}

/** One source for every metric: each request goes to the source of its connection's type, made when first asked. */
export function makeUsageSource(tools: UsageTools): UsageSource {
  const made = new Map<ConnectionType, UsageSource>();
  const sourceFor = (type: ConnectionType): UsageSource => {
    const source = made.get(type) ?? makers[type](tools);
    made.set(type, source);
    return source;
  };
  return {
    version: (request, signal) => sourceFor(request.connection.type).version(request, signal),
    fetch: (request, signal) => sourceFor(request.connection.type).fetch(request, signal),
    describe: (request, signal) => sourceFor(request.connection.type).describe(request, signal),
    notices: (request) => sourceFor(request.connection.type).notices(request),
    renew: async (request, signal) => sourceFor(request.connection.type).renew?.(request, signal),
    keptDays: (request) => sourceFor(request.connection.type).keptDays?.(request) ?? [],
    probe: async (request, signal) => sourceFor(request.connection.type).probe?.(request, signal) ?? untried,
  };
}
