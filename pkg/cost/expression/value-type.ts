/** Kinds of plain values, whatever an engine calls their types. */
export type ScalarKind = 'text' | 'json' | 'integer' | 'decimal' | 'double' | 'other';

/** What a value is. `name` is the engine's own name of the type. */
export type ValueType =
  | { readonly kind: ScalarKind | 'map'; readonly name: string }
  | { readonly kind: 'list'; readonly name: string; readonly of: ValueType }
  | { readonly kind: 'struct'; readonly name: string; readonly fields: readonly Field[] };

export interface Field {
  readonly name: string;
  readonly type: ValueType;
}

/**
 * Reads a type as engines print it: `STRUCT(id VARCHAR, labels STRUCT("key" VARCHAR)[])` or
 * `STRUCT<id STRING, labels ARRAY<STRUCT<key STRING>>>`.
 * @param scalars Kind of a plain type by its name without a length, such as `DECIMAL`.
 */
export function parseType(printed: string, scalars: Readonly<Record<string, ScalarKind>>): ValueType {
  const name = printed.trim();
  const suffix = /^(.*)\[\d*\]$/s.exec(name)?.[1];
  const array = suffix ?? /^ARRAY<(.*)>$/is.exec(name)?.[1];
  if (array !== undefined) {
    return { kind: 'list', name, of: parseType(array, scalars) };
  }
  const struct = /^(?:STRUCT|RECORD)[(<](.*)[)>]$/is.exec(name)?.[1];
  if (struct !== undefined) {
    const fields = topLevelParts(struct).map((part) => {
      const { field, rest } = splitField(part);
      return { name: field, type: parseType(rest, scalars) };
    });
    return { kind: 'struct', name, fields };
  }
  if (/^MAP\(/i.test(name)) {
    return { kind: 'map', name };
  }
  return {
    kind:
      scalars[
        name
          .replace(/[(<].*$/s, '')
          .trim()
          .toUpperCase()
      ] ?? 'other',
    name,
  };
}

/** Commas inside brackets and quotes belong to a part. */
function topLevelParts(list: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let quoted = false;
  let from = 0;
  for (let at = 0; at < list.length; at++) {
    const character = list[at] ?? '';
    if (character === '"') {
      quoted = !quoted;
    } else if (!quoted && '(<['.includes(character)) {
      depth++;
    } else if (!quoted && ')>]'.includes(character)) {
      depth--;
    } else if (!quoted && depth === 0 && character === ',') {
      parts.push(list.slice(from, at));
      from = at + 1;
    }
  }
  parts.push(list.slice(from));
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

function splitField(part: string): { readonly field: string; readonly rest: string } {
  const quoted = /^"((?:[^"]|"")*)"\s+(.*)$/s.exec(part);
  if (quoted) {
    return { field: (quoted[1] ?? '').replaceAll('""', '"'), rest: quoted[2] ?? '' };
  }
  const space = part.indexOf(' ');
  return space === -1 ? { field: part, rest: '' } : { field: part.slice(0, space), rest: part.slice(space + 1) };
}
