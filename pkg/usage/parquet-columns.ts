import { asUnitEconomicsError, UnitEconomicsError } from '../model/errors.ts';
import type { SqlEngine, SqlResult, SqlValue } from '../storage/engine.ts';
import type { FoundFile } from '../storage/file-access.ts';

export interface ParquetColumn {
  readonly name: string;
  /** As DuckDB calls it. */
  readonly type: string;
}

export async function describeParquet(
  file: FoundFile,
  engine: SqlEngine,
  signal: AbortSignal
): Promise<readonly ParquetColumn[]> {
  const sql = 'SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM read_parquet(?))';
  const result = await runOnFile(file, engine, sql, [file.path], signal);
  const types = result.strings(1);
  return result.strings(0).map((name, index) => ({ name: name ?? '', type: types[index] ?? '' }));
}

/** The engine's errors do not know of files; these name theirs. */
export async function runOnFile(
  file: FoundFile,
  engine: SqlEngine,
  sql: string,
  values: readonly SqlValue[],
  signal: AbortSignal
): Promise<SqlResult> {
  try {
    return await engine.run(sql, values, signal);
  } catch (thrown) {
    const error = asUnitEconomicsError(thrown);
    if (error.code === 'badData' || error.code === 'tooMuch' || error.code === 'notAllowed') {
      throw new UnitEconomicsError(error.code, `${file.label} cannot be read. ${error.message}`, { cause: error });
    }
    throw thrown;
  }
}
