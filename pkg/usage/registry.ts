import type { Connection } from '../model/connection.ts';
import type { SqlEngine } from '../storage/engine.ts';
import type { FileAccess } from '../storage/file-access.ts';
import { FilesUsageSource } from './files-usage.ts';
import type { UsageSource } from './usage-source.ts';

/** What sources may use. */
export interface UsageTools {
  readonly files: FileAccess;
  readonly engine: SqlEngine;
}

/** One line for each type of connection that usage comes from. */
const makers: Readonly<Record<Connection['type'], (tools: UsageTools) => UsageSource>> = {
  files: ({ files, engine }) => new FilesUsageSource(files, engine),
};

/** One source for every metric: each request goes to the source of its connection's type, made when first asked. */
export function makeUsageSource(tools: UsageTools): UsageSource {
  const made = new Map<Connection['type'], UsageSource>();
  const sourceFor = (type: Connection['type']): UsageSource => {
    const source = made.get(type) ?? makers[type](tools);
    made.set(type, source);
    return source;
  };
  return {
    version: (request, signal) => sourceFor(request.connection.type).version(request, signal),
    fetch: (request, signal) => sourceFor(request.connection.type).fetch(request, signal),
    columns: (request, signal) => sourceFor(request.connection.type).columns(request, signal),
  };
}
