import { createHash } from 'node:crypto';
import { fileTypes } from '../model/connections/connection.ts';
import { asUnitEconomicsError, UnitEconomicsError } from '../model/errors.ts';
import type { Notice } from '../model/frame.ts';
import type { ConnectionFiles } from '../storage/connection-files.ts';
import type { SqlEngine } from '../storage/engine.ts';
import type { FoundFile } from '../storage/file-access.ts';
import { csvColumns, readCsvUsage } from './csv-usage.ts';
import { describeParquet } from './parquet-columns.ts';
import { readParquetUsage } from './parquet-usage.ts';
import { connectionOf, seriesOf } from './series-of.ts';
import { selectionOf, type Selection } from './selection.ts';
import { cellReader } from './sheet/cell-reader.ts';
import { UsageTableBuilder } from './table-builder.ts';
import { textReader } from './text-reader.ts';
import { textFile } from './text-stream.ts';
import type {
  ConnectionRequest,
  Reached,
  SourceDescription,
  UsageRequest,
  UsageSource,
  UsageTable,
} from './usage-source.ts';
import { readXlsxUsage, xlsxColumns } from './xlsx-usage.ts';

export const usageExtensions = ['.csv', '.csv.gz', '.parquet', '.xlsx'] as const;

/**
 * Usage from CSV, gzipped CSV, Parquet and Excel files, below an allowed path or in an object store. Several files of one location are read one after
 * the other in the order of their labels; one that cannot be read is an error, because a sum without it would be wrong.
 */
export class FilesUsageSource implements UsageSource {
  private readonly files: ConnectionFiles;
  private readonly engine: SqlEngine;

  constructor(files: ConnectionFiles, engine: SqlEngine) {
    this.files = files;
    this.engine = engine;
  }

  async version(request: UsageRequest, signal: AbortSignal): Promise<string> {
    const found = await this.find(request, selectionOf(request), signal);
    const { metric, part, calendar } = request;
    const facts = found.map(({ path, size, modifiedMs }) => [path, size, modifiedMs]);
    return createHash('sha256')
      .update(JSON.stringify([metric, part, calendar.timezone, facts]))
      .digest('hex');
  }

  async fetch(request: UsageRequest, signal: AbortSignal): Promise<UsageTable> {
    const selection = selectionOf(request);
    const { nativeGrain } = request.metric;
    const { timezone } = request.calendar;
    const series = seriesOf(request, ...fileTypes);
    const text = textReader(nativeGrain, timezone, series);
    const table = new UsageTableBuilder(selection.metric, selection.dimensionColumns.length);
    const read = (file: FoundFile): Promise<unknown> => {
      if (isParquet(file)) {
        return readParquetUsage(file, selection, text, table, this.engine, signal);
      }
      if (isXlsx(file)) {
        return readXlsxUsage(file, series, selection, cellReader(nativeGrain, timezone, series), table, signal);
      }
      return readCsvUsage(textFile(file), selection, text, table, signal, series.headerRow);
    };
    for (const file of await this.find(request, selection, signal)) {
      await readable(selection.metric, file, signal, () => read(file));
    }
    return table.build();
  }

  async describe(request: UsageRequest, signal: AbortSignal): Promise<SourceDescription> {
    const selection = selectionOf(request);
    const names = new Set<string>();
    const files = await this.find(request, selection, signal);
    for (const file of files) {
      const columns = await readable(selection.metric, file, signal, () => this.columnsOf(file, request, signal));
      columns.forEach((name) => names.add(name));
    }
    const reached = files.length === 1 ? (files[0]?.label ?? '') : `${files.length} files`;
    return { reached, columns: [...names], remarks: [] };
  }

  notices(): readonly Notice[] {
    return []; // files are read as they are now
  }

  probe({ connection, secrets }: ConnectionRequest, signal: AbortSignal): Promise<Reached> {
    return this.files.reach({ connection: connectionOf({ connection }, ...fileTypes), secrets }, signal);
  }

  private async columnsOf(file: FoundFile, request: UsageRequest, signal: AbortSignal): Promise<readonly string[]> {
    const series = seriesOf(request, ...fileTypes);
    if (isXlsx(file)) {
      return xlsxColumns(file, series, signal);
    }
    return isParquet(file)
      ? (await describeParquet(file, this.engine, signal)).map(({ name }) => name.trim())
      : await csvColumns(textFile(file), series.headerRow, signal);
  }

  /** At least one file: `FileAccess` says itself what is not there or not allowed. */
  private async find(
    request: UsageRequest,
    { metric, location }: Selection,
    signal: AbortSignal
  ): Promise<readonly FoundFile[]> {
    signal.throwIfAborted();
    try {
      const place = { connection: connectionOf(request, ...fileTypes), secrets: request.secrets };
      const found = await this.files.list(place, location, usageExtensions, signal);
      return found.filter((file) => !isLock(file));
    } catch (thrown) {
      const { code, message } = asUnitEconomicsError(thrown);
      const text = `The metric ${metric} has no file to read from the connection ${request.connection.name}. ${message}`;
      throw new UnitEconomicsError(code, text, { cause: thrown });
    }
  }
}

function isParquet(file: FoundFile): boolean {
  return file.path.endsWith('.parquet');
}

function isXlsx(file: FoundFile): boolean {
  return file.path.endsWith('.xlsx');
}

/** What Excel keeps beside a file while somebody has it open. */
function isLock({ label }: FoundFile): boolean {
  return /(^|\/)~\$[^/]*\.xlsx$/.test(label);
}

/** Runs a reader; what its streams throw becomes an error that names metric and file. */
async function readable<T>(metric: string, file: FoundFile, signal: AbortSignal, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (thrown) {
    signal.throwIfAborted();
    const reason = streamFault(thrown);
    throw reason === undefined
      ? thrown
      : new UnitEconomicsError('badData', `The metric ${metric} cannot read ${file.label}: ${reason}.`, {
          cause: thrown,
        });
  }
}

/** In own words, because the system's hold paths of the server; undefined for what is no fault of a stream. */
function streamFault(thrown: unknown): string | undefined {
  const code = typeof thrown === 'object' && thrown !== null && 'code' in thrown ? String(thrown.code) : '';
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return 'Grafana has no permission; let its user read the file';
    case 'ENOENT':
      return 'the file has just been removed; query again';
    case 'EIO':
    case 'EISDIR':
      return 'the disk does not give it; check the file system';
    case 'ERR_ENCODING_INVALID_ENCODED_DATA':
      return 'it is not UTF-8 text; save it as CSV in UTF-8';
    default:
      return code.startsWith('Z_') ? 'it is not a whole gzip file; write it again' : undefined;
  }
}
