import type { Dialect } from '../dialect/dialect.ts';
import { join, sql, trusted, type Sql } from '../../storage/sql.ts';
import type { Condition, Expression } from './expression.ts';
import type { ValueType } from './value-type.ts';

/** An expression in an engine's SQL. */
export interface Rendered {
  readonly sql: Sql;
  readonly type: ValueType;
}

/** Beside the file's own columns, so no name that a bill would have. */
export const partColumn = 'unit economics part';

/** Writes expressions in one dialect. */
export class Renderer {
  readonly #dialect: Dialect;
  readonly #checkJson: boolean;

  /** @param checkJson Test texts for being JSON before reading them as such. */
  constructor(dialect: Dialect, checkJson: boolean) {
    this.#dialect = dialect;
    this.#checkJson = checkJson;
  }

  render(expression: Expression): Rendered {
    const dialect = this.#dialect;
    switch (expression.kind) {
      case 'column':
        return { sql: dialect.identifier(expression.name), type: expression.type };
      case 'literal':
        return this.#literal(expression.value, typeof expression.value === 'string' ? dialect.text : dialect.integer);
      case 'field':
        return this.#field(this.render(expression.of), expression.name);
      case 'entry':
        return this.#entry(this.render(expression.of), expression.key);
      case 'pair': {
        const { of, container } = this.#list(expression.of);
        return this.#asText(of, dialect.pair[container](of.sql, expression.key));
      }
      case 'item': {
        const { of, container, element } = this.#list(expression.of);
        const value = dialect.item[container](of.sql, this.render(expression.at).sql);
        return { sql: this.#checked(of, value), type: element ?? { kind: 'json', name: 'JSON' } };
      }
      case 'length': {
        const { of, container } = this.#list(expression.of);
        return { sql: this.#checked(of, dialect.length[container](of.sql)), type: dialect.integer };
      }
      case 'part':
        return { sql: dialect.identifier(partColumn), type: dialect.integer };
      case 'coalesce': {
        const { values, type } = this.#alike(expression.of);
        return { sql: sql`coalesce(${join(values, ', ')})`, type };
      }
      case 'case': {
        const { arms, otherwise } = expression;
        const { values, type } = this.#alike([...arms.map(({ then }) => then), ...(otherwise ? [otherwise] : [])]);
        const written = arms.map(
          ({ when }, index) => sql`WHEN ${this.condition(when)} THEN ${values[index] ?? nothing}`
        );
        const last = values[arms.length];
        return { sql: sql`CASE ${join(written, ' ')}${last ? sql` ELSE ${last}` : empty} END`, type };
      }
      case 'arithmetic':
        return this.#arithmetic(expression);
      case 'text':
        return { sql: this.#text(expression), type: dialect.text };
    }
  }

  condition(condition: Condition): Sql {
    switch (condition.kind) {
      case 'in': {
        const of = this.render(condition.of);
        const values = condition.values.map((value) => this.#literal(value, of.type).sql);
        return values.length === 1
          ? sql`${of.sql} = ${values[0] ?? nothing}`
          : sql`${of.sql} IN (${join(values, ', ')})`;
      }
      case 'startsWith':
        return this.#dialect.startsWith(this.render(condition.of).sql, this.#dialect.literal(condition.prefix));
      case 'greater':
        return sql`${this.render(condition.left).sql} > ${this.render(condition.right).sql}`;
      case 'present': {
        const of = this.render(condition.of);
        return of.type.kind === 'text' ? sql`coalesce(${of.sql}, '') <> ''` : sql`${of.sql} IS NOT NULL`;
      }
      case 'not':
        return sql`NOT coalesce(${this.condition(condition.of)}, FALSE)`;
      case 'and':
      case 'or':
        return sql`(${join(
          condition.of.map((one) => this.condition(one)),
          condition.kind === 'and' ? ' AND ' : ' OR '
        )})`;
    }
  }

  #literal(value: string | number, type: ValueType): Rendered {
    const isNumber = type.kind === 'integer' || type.kind === 'decimal' || type.kind === 'double';
    return isNumber
      ? { sql: trusted(String(value)), type }
      : { sql: this.#dialect.literal(String(value)), type: this.#dialect.text };
  }

  #field(of: Rendered, name: string): Rendered {
    if (of.type.kind !== 'struct') {
      return this.#entry(of, name);
    }
    const type = of.type.fields.find((field) => field.name === name)?.type ?? this.#dialect.text;
    return { sql: this.#dialect.field(of.sql, name), type };
  }

  #entry(of: Rendered, key: string): Rendered {
    const { kind } = of.type;
    if (kind === 'list') {
      return this.#asText(of, this.#dialect.pair.list(of.sql, key));
    }
    const container = kind === 'map' || kind === 'struct' || kind === 'json' ? kind : 'text';
    return this.#asText(of, this.#dialect.entry[container](of.sql, key));
  }

  #asText(of: Rendered, value: Sql): Rendered {
    return { sql: this.#checked(of, value), type: this.#dialect.text };
  }

  /** Only what is stored as text can fail to be JSON. */
  #checked(of: Rendered, value: Sql): Sql {
    return this.#checkJson && of.type.kind === 'text' ? this.#dialect.validJson(of.sql, value) : value;
  }

  #list(of: Expression): {
    readonly of: Rendered;
    readonly container: 'list' | 'json';
    readonly element: ValueType | undefined;
  } {
    const rendered = this.render(of);
    const { type } = rendered;
    return type.kind === 'list'
      ? { of: rendered, container: 'list', element: type.of }
      : { of: rendered, container: 'json', element: undefined };
  }

  /** Values brought to one type: their own where it is the same, a number's where all are numbers, else text. */
  #alike(expressions: readonly Expression[]): { readonly values: readonly Sql[]; readonly type: ValueType } {
    const dialect = this.#dialect;
    const rendered = expressions.map((one) =>
      one.kind === 'literal' && typeof one.value === 'number' ? one.value : this.render(one)
    );
    const types = rendered.flatMap((one) => (typeof one === 'number' ? [] : [one.type]));
    const type = common(types, dialect);
    const values = rendered.map((one) => {
      if (typeof one === 'number') {
        const { sql: value } = this.#literal(one, type);
        return type.kind === 'text' ? value : dialect.cast(value, type);
      }
      return one.type.name === type.name ? one.sql : dialect.cast(one.sql, type);
    });
    return { values, type };
  }

  #arithmetic({ operator, left, right }: Extract<Expression, { readonly kind: 'arithmetic' }>): Rendered {
    const { double, decimal, integer } = this.#dialect;
    const sides = [left, right].map((one) => this.render(one));
    const inDoubles = operator === '*' || operator === '/' || sides.some(({ type }) => type.kind === 'double');
    const inIntegers = sides.every((side) => side.type.kind === 'integer');
    const type = inDoubles ? double : inIntegers ? integer : decimal;
    const [a, b] = sides.map((side) => this.#number(side, type));
    const [first, second] = [a ?? nothing, b ?? nothing];
    return {
      sql: operator === '/' ? this.#dialect.divide(first, second) : sql`(${first} ${trusted(operator)} ${second})`,
      type,
    };
  }

  #number({ sql: value, type }: Rendered, to: ValueType): Sql {
    return type.name === to.name ? value : this.#dialect.tryCast(value, to);
  }

  #text({ function: name, of }: Extract<Expression, { readonly kind: 'text' }>): Sql {
    const texts = of.map((one) => {
      const { sql: value, type } = this.render(one);
      return type.kind === 'text' ? value : this.#dialect.cast(value, this.#dialect.text);
    });
    const [first, second, third] = [texts[0] ?? nothing, texts[1] ?? nothing, texts[2] ?? nothing];
    switch (name) {
      case 'concat':
        return this.#dialect.concat(texts);
      case 'orNull':
        return this.#dialect.orNull(first);
      case 'replace':
        return this.#dialect.replace(first, second, third);
    }
  }
}

const nothing = trusted('NULL');
const empty = trusted('');

function common(types: readonly ValueType[], { text, integer, decimal, double }: Dialect): ValueType {
  const [first] = types;
  if (!first) {
    return integer;
  }
  if (types.every(({ name }) => name === first.name)) {
    return first;
  }
  const kinds = types.map(({ kind }) => kind);
  if (kinds.every((kind) => kind === 'integer' || kind === 'decimal' || kind === 'double')) {
    return kinds.includes('double') ? double : decimal;
  }
  return text;
}
