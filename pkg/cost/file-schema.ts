import { UnitEconomicsError } from '../model/errors.ts';
import type { SqlEngine } from '../storage/engine.ts';
import type { FoundFile } from '../storage/file-access.ts';
import { sql } from '../storage/sql.ts';
import type { ChargeFormat, FileSchema } from './charge-format.ts';
import { readCsvHeader } from './csv-header.ts';
import { duckdb } from './dialect/duckdb.ts';
import { readHead } from './file-head.ts';
import { relation } from './relation.ts';

const required = ['ChargePeriodStart', 'BilledCost'] as const;

/** How a file is built, told by its name and its first bytes. @throws UnitEconomicsError where it cannot be of the format. */
export async function readSchema(
  engine: SqlEngine,
  file: FoundFile,
  format: ChargeFormat,
  signal: AbortSignal
): Promise<FileSchema> {
  const schema = await schemaOf(engine, file.path, format, signal);
  const mapping = format.mapping(schema.columns, duckdb);
  const missing = required.filter((name) => mapping.column(name) === undefined);
  if (missing.length > 0) {
    throw new UnitEconomicsError(
      'badData',
      `The file has no column ${missing.map((name) => format.needs[name]).join(' and no ')}, needed for ${format.title}. Its columns are: ${schema.columns.map(({ name }) => name).join(', ')}.`
    );
  }
  return schema;
}

async function schemaOf(
  engine: SqlEngine,
  path: string,
  { json }: ChargeFormat,
  signal: AbortSignal
): Promise<FileSchema> {
  if (json && /\.(json|jsonl|ndjson)(\.gz)?$/i.test(path)) {
    const head = (await readHead(path)).toString('utf8').replace(/^\uFEFF/, '');
    return { kind: 'json', delimiter: '', isArray: head.trimStart().startsWith('['), columns: json };
  }
  if (!path.toLowerCase().endsWith('.parquet')) {
    const { delimiter, names } = await readCsvHeader(path);
    return { kind: 'csv', delimiter, columns: names.map((name) => ({ name, type: 'VARCHAR' })) };
  }
  const parquet: FileSchema = { kind: 'parquet', delimiter: '', columns: [] };
  const describe = sql`DESCRIBE SELECT * FROM ${relation(parquet, [path])}`;
  const result = await engine.run(describe.text, describe.values, signal);
  const types = result.strings(1);
  return {
    ...parquet,
    columns: result.strings(0).map((name, index) => ({ name: name ?? '', type: types[index] ?? '' })),
  };
}
