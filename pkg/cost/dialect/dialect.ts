import type { Sql } from '../../storage/sql.ts';
import type { ScalarKind, ValueType } from '../expression/value-type.ts';
import type { CellDialect } from './cell-dialect.ts';

/** How reading a value by its key differs: by what holds the keys. */
export type KeyedKind = 'map' | 'struct' | 'json' | 'text';

/** How one engine writes what expressions say. Plain data: the renderer is the same for all. */
export interface Dialect extends CellDialect {
  readonly name: string;
  /** Kinds of the engine's plain types, by their names without a length. */
  readonly scalars: Readonly<Record<string, ScalarKind>>;
  readonly text: ValueType;
  readonly integer: ValueType;
  /** Holds money exactly. */
  readonly decimal: ValueType;
  readonly double: ValueType;
  identifier(name: string): Sql;
  literal(text: string): Sql;
  cast(value: Sql, to: ValueType): Sql;
  /** Null where the text cannot be read as a number. */
  tryCast(value: Sql, to: ValueType): Sql;
  field(struct: Sql, name: string): Sql;
  /** As text, null where it is not there. */
  readonly entry: Readonly<Record<KeyedKind, (of: Sql, key: string) => Sql>>;
  /** The text itself where it is JSON, else null. */
  validJson(of: Sql, then: Sql): Sql;
  /** Value of the first entry with the key; the list has its own type, or is JSON. */
  readonly pair: Readonly<Record<'list' | 'json', (of: Sql, key: string) => Sql>>;
  /** Counted from 1; null outside the list. */
  readonly item: Readonly<Record<'list' | 'json', (of: Sql, at: Sql) => Sql>>;
  readonly length: Readonly<Record<'list' | 'json', (of: Sql) => Sql>>;
  orNull(of: Sql): Sql;
  concat(of: readonly Sql[]): Sql;
  replace(of: Sql, pattern: Sql, by: Sql): Sql;
  startsWith(of: Sql, prefix: Sql): Sql;
  divide(left: Sql, right: Sql): Sql;
  /** Every row as often as `times` says, with `part` counting from 0; a FROM item. */
  repeated(rows: Sql, times: Sql, part: Sql): Sql;
}
