import type { Dialect } from '../dialect/dialect.ts';
import type { Maybe } from './build.ts';
import type { Expression } from './expression.ts';
import { parseType, type ValueType } from './value-type.ts';

/** A column as its engine describes it. */
export interface SourceColumn {
  readonly name: string;
  readonly type: string;
}

/** Looks up columns of a file or table by what they may be called. */
export class SourceColumns {
  readonly #columns: ReadonlyMap<string, SourceColumn>;
  readonly #scalars: Dialect['scalars'];
  readonly #fold: (name: string) => string;

  /** @param fold Brings a name, asked for or found, to the form in which they are compared; default: letter case. */
  constructor(
    columns: readonly SourceColumn[],
    { scalars }: Pick<Dialect, 'scalars'>,
    fold: (name: string) => string = (name) => name.toLowerCase()
  ) {
    this.#scalars = scalars;
    this.#fold = fold;
    // The first of equal names, as the later ones have been given a number.
    this.#columns = new Map([...columns].reverse().map((column) => [fold(column.name), column]));
  }

  get all(): readonly SourceColumn[] {
    return [...this.#columns.values()];
  }

  /** The first of the names that the file has. */
  first(...names: readonly string[]): Maybe {
    for (const name of names) {
      const found = this.#columns.get(this.#fold(name));
      if (found) {
        return { kind: 'column', name: found.name, type: parseType(found.type, this.#scalars) };
      }
    }
    return undefined;
  }

  /** A field of a struct by its way from the top, or the column that a flat export has for it: `a.b` or `a_b`. */
  path(...way: readonly string[]): Maybe {
    const [top = '', ...rest] = way;
    const flat = rest.length > 0 ? this.first(way.join('.'), way.join('_')) : undefined;
    return flat ?? rest.reduce<Maybe>(fieldOf, this.first(top));
  }
}

/** A field that the struct has; JSON may have any. */
export function fieldOf(of: Maybe, name: string): Maybe {
  const type = of && typeOf(of);
  if (of === undefined || type === undefined) {
    return undefined;
  }
  if (type.kind !== 'struct') {
    return type.kind === 'json' || type.kind === 'map' ? { kind: 'field', of, name } : undefined;
  }
  const field = type.fields.find((known) => known.name.toLowerCase() === name.toLowerCase());
  return field && { kind: 'field', of, name: field.name };
}

/** Of what is read from a file as it is; what is computed has its type from the renderer. */
function typeOf(expression: Expression): ValueType | undefined {
  if (expression.kind === 'column') {
    return expression.type;
  }
  if (expression.kind === 'item') {
    const list = typeOf(expression.of);
    return list?.kind === 'list' ? list.of : { kind: 'json', name: 'JSON' };
  }
  if (expression.kind === 'field') {
    const { name } = expression;
    const struct = typeOf(expression.of);
    return struct?.kind === 'struct' ? struct.fields.find((field) => field.name === name)?.type : undefined;
  }
  return undefined;
}
