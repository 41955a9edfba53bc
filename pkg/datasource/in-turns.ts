import type pLimit from 'p-limit';
import { fileTypes, type Connection } from '../model/connections/connection.ts';
import type { Sources } from '../query/run-query.ts';

/**
 * The same sources, of which files are read in turns, because that takes this machine's processor and memory. Who waits for a
 * service holds no turn, so that one that hangs keeps nobody else from an answer. Objects are brought here when their version
 * is asked for, which holds none either.
 */
export function inTurns(sources: Sources, pool: ReturnType<typeof pLimit>): Sources {
  const { cost, usage } = sources;
  const read = <T>({ type }: Connection, signal: AbortSignal, fetch: () => Promise<T>): Promise<T> =>
    isFiles(type)
      ? pool(() => {
          signal.throwIfAborted();
          return fetch();
        })
      : fetch();
  return {
    ...sources,
    cost: {
      version: (request, signal) => cost.version(request, signal),
      fetch: (request, signal) => read(request.connection, signal, () => cost.fetch(request, signal)),
      values: (request, signal) => cost.values(request, signal),
      facts: (request, signal) => cost.facts(request, signal),
      inspect: (request, signal) => cost.inspect(request, signal),
      progress: (request) => cost.progress(request),
    },
    usage: {
      version: (request, signal) => usage.version(request, signal),
      fetch: (request, signal) => read(request.connection, signal, () => usage.fetch(request, signal)),
      describe: (request, signal) => usage.describe(request, signal),
      notices: (request) => usage.notices(request),
    },
  };
}

function isFiles(type: Connection['type']): boolean {
  return fileTypes.some((files) => files === type);
}
