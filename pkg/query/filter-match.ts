import { RE2JS } from 're2js';
import type { DimensionFilter } from '../cost/cost-source.ts';
import { UnitEconomicsError } from '../model/errors.ts';

/** A test of one dimension's value; null is a value that is absent, which users name by the dimension's rest. */
export type Match = (value: string | null) => boolean;

/** The same meaning as the SQL of cost filters: `regex` is RE2 and matches the whole value, or the name of the rest. */
export function matcher({ dimension, op, values }: DimensionFilter): Match {
  if (op === 'regex') {
    const patterns = values.map((value) => compile(value, dimension.name));
    return (value) => patterns.some((pattern) => pattern.matches(value ?? dimension.rest));
  }
  const wanted = new Set(values);
  const isIn: Match = (value) => wanted.has(value ?? dimension.rest);
  return op === 'in' ? isIn : (value) => !isIn(value);
}

export function compile(pattern: string, dimension: string): RE2JS {
  try {
    return RE2JS.compile(pattern);
  } catch (cause) {
    throw new UnitEconomicsError(
      'badQuery',
      `The regular expression ${pattern} in the filter on ${dimension} cannot be used: ${cause instanceof Error ? cause.message : 'unknown syntax'}. RE2 syntax has no look-around and no back-references.`,
      { cause }
    );
  }
}
