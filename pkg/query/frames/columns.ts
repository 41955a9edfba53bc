import type { Column } from '../../model/frame.ts';

/** Numbers of which some may be missing. */
export function numbers(values: readonly (number | undefined)[]): Column {
  return {
    type: 'number',
    values: Float64Array.from(values, (value) => value ?? 0),
    valid: Uint8Array.from(values, (value) => (value === undefined || !Number.isFinite(value) ? 0 : 1)),
  };
}

export function texts(values: readonly (string | null)[]): Column {
  return { type: 'string', values };
}
