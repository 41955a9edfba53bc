import * as z from 'zod';
import { isRecord } from '../../pkg/model/issues.ts';

/** Keys from an entry down to one of its fields, such as `aggregate`, `time`. */
export type Path = readonly string[];
export type Entry = Readonly<Record<string, unknown>>;

export function valueAt(entry: unknown, [key, ...rest]: Path): unknown {
  if (key === undefined) {
    return entry;
  }
  return isRecord(entry) ? valueAt(entry[key], rest) : undefined;
}

/** The entry with one field exchanged. Undefined takes the key out, and with it an object that has become empty. */
export function withValue(entry: Entry, [key, ...rest]: Path, value: unknown): Entry {
  if (key === undefined) {
    return entry;
  }
  const inner = entry[key];
  const changed = rest.length === 0 ? value : withValue(isRecord(inner) ? inner : {}, rest, value);
  const isGone = changed === undefined || (rest.length > 0 && isRecord(changed) && Object.keys(changed).length === 0);
  const others = Object.entries(entry).filter(([name]) => name !== key);
  if (isGone) {
    return Object.fromEntries(others);
  }
  return { ...entry, [key]: changed };
}

/** What the model says about a field (`describe`), for the help beside it. */
export function descriptionAt(schema: unknown, path: Path): string | undefined {
  const [key, ...rest] = path;
  if (key === undefined) {
    return schema instanceof z.ZodType ? schema.description : undefined;
  }
  const shapes = shapesOf(schema);
  for (const shape of shapes) {
    const found = descriptionAt(shape[key], rest);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

function shapesOf(schema: unknown): readonly Readonly<Record<string, unknown>>[] {
  if (schema instanceof z.ZodObject) {
    return [schema.shape];
  }
  if (schema instanceof z.ZodDiscriminatedUnion) {
    return schema.options.flatMap(shapesOf);
  }
  if (schema instanceof z.ZodPipe) {
    return shapesOf(schema.in);
  }
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodOptional || schema instanceof z.ZodPrefault) {
    return shapesOf(schema.unwrap());
  }
  return [];
}
