import type { Data } from 'apache-arrow';
import { Bool, Float64, makeData, TimestampNanosecond, Utf8 } from 'apache-arrow';
import type { Column } from '../../model/frame.ts';
import { nulls, packBits } from './bits.ts';
import { nanoseconds } from './nanoseconds.ts';

export interface ArrowColumn {
  readonly data: Data;
  readonly nullable: boolean;
}

/**
 * Arrow data of the types that Grafana's decoder knows, named explicitly: what apache-arrow infers (dictionaries,
 * milliseconds) it refuses or misreads. Times without a mask are not nullable, because server-side expressions look for
 * just that; numbers always are, because alert conditions accept only nullable ones.
 */
export function arrowColumn(column: Column): ArrowColumn {
  const length = column.values.length;
  switch (column.type) {
    case 'time': {
      const data = nanoseconds(column.values);
      const nullable = column.valid !== undefined;
      return { data: makeData({ type: new TimestampNanosecond(), length, data, ...nulls(column.valid) }), nullable };
    }
    case 'number': {
      const data = makeData({ type: new Float64(), length, data: column.values, ...nulls(column.valid) });
      return { data, nullable: true };
    }
    case 'string':
      return { data: strings(column.values), nullable: true };
    case 'boolean': {
      const { bits } = packBits(Uint8Array.from(column.values, (value) => (value === true ? 1 : 0)));
      const data = makeData({ type: new Bool(), length, data: bits, ...nulls(present(column.values)) });
      return { data, nullable: true };
    }
  }
}

function present(values: readonly unknown[]): Uint8Array {
  return Uint8Array.from(values, (value) => (value === null ? 0 : 1));
}

function strings(values: readonly (string | null)[]): Data<Utf8> {
  const valueOffsets = new Int32Array(values.length + 1);
  for (const [index, value] of values.entries()) {
    valueOffsets[index + 1] = (valueOffsets[index] ?? 0) + Buffer.byteLength(value ?? '');
  }
  const data = Buffer.alloc(valueOffsets.at(-1) ?? 0);
  let end = 0;
  for (const value of values) {
    end += data.write(value ?? '', end);
  }
  return makeData({ type: new Utf8(), length: values.length, valueOffsets, data, ...nulls(present(values)) });
}
