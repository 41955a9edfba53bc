import type { ChargeKey, Dimension, Rule, RuleTest } from '../model/dimension.ts';
import { join, sql, trusted, type Sql } from '../storage/sql.ts';
import { text } from './cells.ts';
import type { ChargeColumns } from './charge-format.ts';
import type { Dialect } from './dialect/dialect.ts';

/**
 * The columns that dimensions need of the charges, each read once. A tag costs parsing a charge's JSON, more than all
 * else in a query, and DuckDB computes an expression as often as it is written: so the first tag of a list is computed
 * in a SELECT of its own, and the others only for charges that lack it.
 */
export class KeyColumns {
  readonly dialect: Dialect;
  readonly #charges: ChargeColumns;
  readonly #tags = new Map<ChargeKey, { readonly alias: Sql; readonly expression: Sql }>();
  readonly #lists = new Map<string, { readonly alias: Sql; readonly expression: Sql }>();

  constructor(charges: ChargeColumns) {
    this.#charges = charges;
    this.dialect = charges.dialect;
  }

  /**
   * A name for the first of the keys that has a value in a charge. No value is NULL or an empty text: to tell them apart
   * for each charge would cost as much as the grouping itself, so that is left to whoever reads the groups.
   */
  first(keys: readonly ChargeKey[]): Sql {
    const id = JSON.stringify(keys);
    const known = this.#lists.get(id);
    if (known) {
      return known.alias;
    }
    const present = keys.map((key, index) => this.#key(key, index === 0)).filter((key) => key !== undefined);
    const arms = present.map((key) => sql`WHEN ${key} <> '' THEN ${key}`);
    const expression = present.length > 1 ? sql`CASE ${join(arms, ' ')} END` : (present[0] ?? absent(this.dialect));
    const alias = trusted(`k${this.#lists.size}`);
    this.#lists.set(id, { alias, expression });
    return alias;
  }

  /** What the SELECT below needs beside the file's own columns. */
  get inner(): readonly Sql[] {
    return [...this.#tags.values()].map(named);
  }

  /** For the SELECT list that makes the names known. */
  get selection(): readonly Sql[] {
    return [...this.#lists.values()].map(named);
  }

  #key(key: ChargeKey, isFirst: boolean): Sql | undefined {
    if (!key.startsWith('tag:')) {
      const column = this.#charges.column(key);
      return column && text(column, this.dialect);
    }
    const known = this.#tags.get(key);
    if (known) {
      return known.alias;
    }
    const expression = this.#charges.tag(key.slice('tag:'.length));
    if (!isFirst || !expression) {
      return expression;
    }
    // Beside the file's own columns, so no name that a bill would have.
    const alias = this.dialect.identifier(`unit economics ${this.#tags.size}`);
    this.#tags.set(key, { alias, expression });
    return alias;
  }
}

function absent(dialect: Dialect): Sql {
  return dialect.cast(trusted('NULL'), dialect.text);
}

function named({ alias, expression }: { readonly alias: Sql; readonly expression: Sql }): Sql {
  return sql`${expression} AS ${alias}`;
}

/** A dimension's value of a charge: the first rule that holds, else the first key present, normalised; else NULL or ''. */
export function dimensionValue(dimension: Dimension, keys: KeyColumns): Sql {
  const fromKeys = normalised(keys.first(dimension.from), Object.entries(dimension.values));
  if (dimension.rules.length === 0) {
    return fromKeys;
  }
  const arms = dimension.rules.map((rule) => sql`WHEN ${ruleHolds(rule, keys)} THEN ${rule.value}`);
  return sql`CASE ${join(arms, ' ')} ELSE ${fromKeys} END`;
}

function normalised(value: Sql, values: readonly (readonly [string, string])[]): Sql {
  if (values.length === 0) {
    return value;
  }
  const arms = values.map(([from, to]) => sql`WHEN ${from} THEN ${to}`);
  return sql`CASE ${value} ${join(arms, ' ')} ELSE ${value} END`;
}

/** Whether every test of a rule holds for a charge; NULL is no. */
export function ruleHolds({ where }: Rule, keys: KeyColumns): Sql {
  const tests = where.map((test) => ruleTest(test, keys.first([test.key]), keys.dialect));
  return join(tests, ' AND ');
}

function ruleTest({ op, values }: RuleTest, key: Sql, dialect: Dialect): Sql {
  const any = (test: (value: string) => Sql): Sql => sql`(${join(values.map(test), ' OR ')})`;
  switch (op) {
    case 'in':
      return valueIn(key, values);
    case 'prefix':
      return any((value) => sql`starts_with(${key}, ${value})`);
    case 'regex':
      // A pattern may match the empty text, which is no value.
      return sql`(${key} <> '' AND ${any((value) => dialect.fullMatch(key, value))})`;
    case 'present':
      return sql`(${key} <> '')`;
  }
}

export function valueIn(value: Sql, values: readonly string[]): Sql {
  const bound = values.map((one) => sql`${one}`);
  return sql`(${value} IN (${join(bound, ', ')}))`;
}
