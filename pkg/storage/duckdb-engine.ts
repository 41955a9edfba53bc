import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import type * as DuckDb from '@duckdb/node-api';
import type { DuckDBConnection, DuckDBInstance, DuckDBType, DuckDBValue } from '@duckdb/node-api';
import { UnitEconomicsError } from '../model/errors.ts';
import { engineError, messageOf } from './engine-error.ts';
import type { EngineResult, SqlEngine, SqlValue } from './engine.ts';
import { literal } from './quote.ts';
import { hasCode } from './system-error.ts';
import { columnarResult } from './sql-result.ts';

export interface EngineOptions {
  /** Real paths of the directories that may be read. */
  readonly allowed: readonly string[];
  /** Ours, mode 0700: roll-ups and what does not fit into memory. */
  readonly cacheDirectory: string;
  /** DuckDB's own limit; the process takes some 100 MiB more. Default 384MiB. */
  readonly memoryLimit?: string;
  /** Default: the cores, at most 4. */
  readonly threads?: number;
}

/** Each running statement holds a thread of libuv's pool of four; one is left for the file system. */
const maxStatements = 3;
/** An interrupt that comes before the statement has begun is lost, so it is repeated. */
const interruptEveryMs = 20;

type Api = typeof DuckDb;

interface Started {
  readonly api: Api;
  readonly instance: DuckDBInstance;
  readonly idle: DuckDBConnection[];
}

/** DuckDB in the process, loaded and opened by the first statement, its configuration locked. */
export function createDuckDbEngine(options: EngineOptions): SqlEngine {
  const spill = path.join(options.cacheDirectory, `spill-${process.pid}-${randomUUID().slice(0, 8)}`);
  let started: Promise<Started> | undefined;
  const closing = new AbortController();
  const underWay = new Set<Promise<EngineResult>>();
  let running = 0;
  const waiting: (() => void)[] = [];

  async function start(): Promise<Started> {
    const api = await import('@duckdb/node-api');
    await removeDeadSpills(options.cacheDirectory);
    await mkdir(spill, { recursive: true, mode: 0o700 });
    const instance = await api.DuckDBInstance.create(':memory:', {
      memory_limit: options.memoryLimit ?? '384MiB',
      threads: String(options.threads ?? Math.min(availableParallelism(), 4)),
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      // Nothing here relies on the order of a file, and buffering it costs memory.
      preserve_insertion_order: 'false',
      temp_directory: spill,
      max_temp_directory_size: '8GiB',
    });
    const connection = await instance.connect();
    const directories = [...options.allowed, options.cacheDirectory].map((directory) =>
      literal(`${directory}${path.sep}`)
    );
    await connection.run("SET GLOBAL TimeZone = 'UTC'");
    await connection.run(`SET GLOBAL allowed_directories = [${directories.join(', ')}]`);
    // A footer costs a millisecond to read, and a roll-up has one for each source file. Files that changed are read again.
    await connection.run('SET GLOBAL parquet_metadata_cache = true');
    await connection.run('SET GLOBAL enable_external_access = false');
    await connection.run('SET GLOBAL lock_configuration = true');
    return { api, instance, idle: [connection] };
  }

  async function takeTurn(signal: AbortSignal): Promise<void> {
    if (running < maxStatements) {
      running++;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const turn = (): void => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const leave = (): void => {
        waiting.splice(waiting.indexOf(turn), 1);
        reject(engineError(signal.reason, signal));
      };
      waiting.push(turn);
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  /** The turn goes straight to the next in line, so that nobody overtakes. */
  function endTurn(): void {
    const next = waiting.shift();
    if (next) {
      next();
    } else {
      running--;
    }
  }

  async function run(sql: string, values: readonly SqlValue[], caller: AbortSignal): Promise<EngineResult> {
    closing.signal.throwIfAborted();
    const one = runInTurn(sql, values, AbortSignal.any([caller, closing.signal]));
    underWay.add(one);
    try {
      return await one;
    } finally {
      underWay.delete(one);
    }
  }

  async function runInTurn(sql: string, values: readonly SqlValue[], signal: AbortSignal): Promise<EngineResult> {
    if (signal.aborted) {
      throw engineError(signal.reason, signal);
    }
    await takeTurn(signal);
    try {
      started ??= start();
      const engine = await started.catch((error: unknown) => {
        started = undefined;
        throw error;
      });
      return await runOn(engine, sql, values, signal);
    } catch (error) {
      if (/^FATAL Error|database has been invalidated/.test(messageOf(error))) {
        started = undefined;
      }
      throw engineError(error, signal);
    } finally {
      endTurn();
    }
  }

  /** Interrupts what runs and waits for it: a database that closes under its own statement takes the process with it. */
  async function close(): Promise<void> {
    closing.abort(new UnitEconomicsError('cancelled', 'The plugin is shutting down.'));
    await Promise.allSettled(underWay);
    const engine = await started?.catch(() => undefined);
    started = undefined;
    engine?.idle.forEach((connection) => {
      connection.closeSync();
    });
    engine?.instance.closeSync();
    await rm(spill, { recursive: true, force: true });
  }

  return { run, close, cacheDirectory: options.cacheDirectory };
}

async function runOn(
  engine: Started,
  sql: string,
  values: readonly SqlValue[],
  signal: AbortSignal
): Promise<EngineResult> {
  const connection = engine.idle.pop() ?? (await engine.instance.connect());
  if (signal.aborted) {
    engine.idle.push(connection);
    throw engineError(signal.reason, signal);
  }
  let repeat: NodeJS.Timeout | undefined;
  const interrupt = (): void => {
    connection.interrupt();
    repeat = setInterval(() => {
      connection.interrupt();
    }, interruptEveryMs);
  };
  signal.addEventListener('abort', interrupt, { once: true });
  try {
    const result = await connection.run(
      sql,
      values.map((value) => bound(engine.api, value)),
      values.map((value) => boundType(engine.api, value))
    );
    const chunks = await result.fetchAllChunks();
    signal.throwIfAborted();
    return columnarResult(engine.api, result.columnNames(), chunks);
  } finally {
    signal.removeEventListener('abort', interrupt);
    clearInterval(repeat);
    engine.idle.push(connection);
  }
}

function bound(api: Api, value: SqlValue): DuckDBValue {
  if (typeof value === 'number' && Number.isInteger(value)) {
    return BigInt(value);
  }
  return typeof value === 'object' && value !== null ? api.listValue([...value]) : value;
}

/** Given for every value: DuckDB cannot tell the type of an empty list. */
function boundType(api: Api, value: SqlValue): DuckDBType {
  switch (typeof value) {
    case 'string':
      return api.VARCHAR;
    case 'boolean':
      return api.BOOLEAN;
    case 'number':
      return Number.isInteger(value) ? api.BIGINT : api.DOUBLE;
    default:
      return value === null ? api.SQLNULL : api.LIST(api.VARCHAR);
  }
}

/** A process that was killed leaves its folder behind. */
async function removeDeadSpills(directory: string): Promise<void> {
  for (const name of await readdir(directory)) {
    const pid = /^spill-(\d+)-/.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) {
      await rm(path.join(directory, name), { recursive: true, force: true });
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
}
