import { bigquery } from '../dialect/bigquery.ts';
import { duckdb } from '../dialect/duckdb.ts';
import { parseType } from './value-type.ts';

const text = (name: string) => ({ kind: 'text', name });

it('reads structs, lists and maps as DuckDB prints them', () => {
  const printed = 'STRUCT(id VARCHAR, "a, ""b""" DECIMAL(38,9), labels STRUCT("key" VARCHAR)[])';
  expect(parseType(printed, duckdb.scalars)).toEqual({
    kind: 'struct',
    name: printed,
    fields: [
      { name: 'id', type: text('VARCHAR') },
      { name: 'a, "b"', type: { kind: 'decimal', name: 'DECIMAL(38,9)' } },
      {
        name: 'labels',
        type: {
          kind: 'list',
          name: 'STRUCT("key" VARCHAR)[]',
          of: {
            kind: 'struct',
            name: 'STRUCT("key" VARCHAR)',
            fields: [{ name: 'key', type: text('VARCHAR') }],
          },
        },
      },
    ],
  });
  expect(parseType('MAP(VARCHAR, STRUCT(a INTEGER))', duckdb.scalars).kind).toBe('map');
  expect(parseType('TIMESTAMP WITH TIME ZONE', duckdb.scalars)).toEqual({
    kind: 'other',
    name: 'TIMESTAMP WITH TIME ZONE',
  });
  expect(parseType('INTEGER[3]', duckdb.scalars)).toMatchObject({ kind: 'list', of: { kind: 'integer' } });
});

it('reads the same as BigQuery writes it', () => {
  expect(parseType('ARRAY<STRUCT<key STRING, amount NUMERIC(10, 2)>>', bigquery.scalars)).toMatchObject({
    kind: 'list',
    of: {
      kind: 'struct',
      fields: [
        { name: 'key', type: { kind: 'text' } },
        { name: 'amount', type: { kind: 'decimal', name: 'NUMERIC(10, 2)' } },
      ],
    },
  });
});
