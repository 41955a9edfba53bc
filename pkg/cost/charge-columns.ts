import { sql, type Sql } from '../storage/sql.ts';
import type { ChargeColumns, ChargeFormat, FileSchema } from './charge-format.ts';
import type { ChargeTable } from './charge-rows.ts';
import type { Dialect } from './dialect/dialect.ts';
import { duckdb } from './dialect/duckdb.ts';
import type { Maybe } from './expression/build.ts';
import { partColumn, Renderer } from './expression/render.ts';
import type { FileGroup } from './file-groups.ts';
import { relation, type ReadOptions } from './relation.ts';

interface Described {
  readonly format: ChargeFormat;
  readonly schema: Pick<FileSchema, 'columns'>;
}

/**
 * The columns of charges as an engine reads them from files of one schema, or from a table.
 * @param checkJson Test tags for being JSON before reading them: slower, needed once malformed ones were met.
 */
export function chargeColumns(
  { format, schema }: Described,
  checkJson: boolean,
  dialect: Dialect = duckdb
): ChargeColumns {
  const mapping = format.mapping(schema.columns, dialect);
  const renderer = new Renderer(dialect, checkJson);
  const rendered = (expression: Maybe) => expression && renderer.render(expression);
  const tags = rendered(mapping.tagText);
  const isText = tags && (tags.type.kind === 'text' || tags.type.kind === 'json');
  return {
    dialect,
    column(name) {
      const found = rendered(mapping.column(name));
      return found && { expression: found.sql, type: found.type.name };
    },
    tag: (key) => rendered(mapping.tag(key))?.sql,
    malformedTags: isText ? sql`(${tags.sql} <> '' AND NOT ${dialect.isJson(tags.sql)})` : undefined,
    names: mapping.names,
  };
}

/** The charges of files of one schema. */
export function chargeTable(group: FileGroup, checkJson: boolean): ChargeTable {
  const paths = group.files.map((file) => file.path);
  return { kind: group.schema.kind, charges: chargeColumns(group, checkJson), from: chargeRelation(group, paths) };
}

/** Rows as charges: a row that is several comes as often. */
export function everyCharge({ format, schema }: Described, rows: Sql, dialect: Dialect): Sql {
  const { charges } = format.mapping(schema.columns, dialect);
  return charges
    ? dialect.repeated(rows, new Renderer(dialect, true).render(charges).sql, dialect.identifier(partColumn))
    : rows;
}

/** The charges of files as a FROM item: a row that is several charges comes as often. */
export function chargeRelation(
  { format, schema }: Pick<FileGroup, 'format' | 'schema'>,
  paths: readonly string[],
  options?: ReadOptions
): Sql {
  return everyCharge({ format, schema }, relation(schema, paths, options), duckdb);
}
