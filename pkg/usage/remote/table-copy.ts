import { types } from 'node:util';
import { deserialize, serialize } from 'node:v8';
import * as z from 'zod';
import type { UsageTable } from '../usage-source.ts';

/** A service's answer and when it was asked for, in ms since the epoch. */
export interface Answer {
  readonly loadedAt: number;
  readonly table: UsageTable;
}

const column = z.custom<Float64Array>(types.isFloat64Array);

/** Texts stand once in `texts`; a dimension's column holds their positions, -1 for null. */
const copySchema = z
  .object({
    format: z.literal(1),
    loadedAt: z.number(),
    times: column,
    values: column,
    texts: z.array(z.string()),
    dimensions: z.array(z.custom<Int32Array>(types.isInt32Array)),
    badRows: z.number(),
    badSamples: z.array(z.string()),
  })
  .refine(({ times, values, texts, dimensions }) =>
    [values, ...dimensions].every(({ length }) => length === times.length) &&
    dimensions.every((codes) => codes.every((code) => code >= -1 && code < texts.length))
  ); // prettier-ignore

export function encodeAnswer({ loadedAt, table }: Answer): Uint8Array {
  const codes = new Map<string, number>();
  const codeOf = (text: string | null): number => {
    if (text === null) {
      return -1;
    }
    const known = codes.get(text) ?? codes.size;
    codes.set(text, known);
    return known;
  };
  const dimensions = table.dimensions.map((texts) => Int32Array.from(texts, codeOf));
  const { times, values, badRows, badSamples } = table;
  const copy: z.input<typeof copySchema> = {
    format: 1,
    loadedAt,
    times,
    values,
    texts: [...codes.keys()],
    dimensions,
    badRows,
    badSamples: [...badSamples],
  };
  return serialize(copy);
}

/** Undefined for bytes that are no whole copy of this format. */
export function decodeAnswer(bytes: Uint8Array): Answer | undefined {
  let content: unknown;
  try {
    content = deserialize(bytes);
  } catch {
    return undefined; // cut off, or not ours
  }
  const copy = copySchema.safeParse(content);
  if (!copy.success) {
    return undefined;
  }
  const { loadedAt, times, values, texts, badRows, badSamples } = copy.data;
  const dimensions = copy.data.dimensions.map((codes) => Array.from(codes, (code) => texts[code] ?? null));
  return { loadedAt, table: { times, values, dimensions, rows: times.length, badRows, badSamples } };
}
