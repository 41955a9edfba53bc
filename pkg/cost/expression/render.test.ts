import { duckdb } from '../dialect/duckdb.ts';
import {
  all,
  choose,
  coalesce,
  divided,
  entry,
  isIn,
  isPresent,
  literal,
  minus,
  pair,
  plus,
  times,
  when,
  zero,
  type Maybe,
} from './build.ts';
import { Renderer } from './render.ts';
import { SourceColumns } from './source-columns.ts';

const source = new SourceColumns(
  [
    { name: 'Kind', type: 'VARCHAR' },
    { name: 'a', type: 'DOUBLE' },
    { name: 'b', type: 'DECIMAL(10,2)' },
    { name: 'c', type: 'DECIMAL(12,4)' },
    { name: 't', type: 'VARCHAR' },
    { name: 'n', type: 'INTEGER' },
    { name: 'labels', type: 'STRUCT("key" VARCHAR, "value" VARCHAR)[]' },
    { name: 'service', type: 'STRUCT(Id VARCHAR)' },
    { name: 'project.id', type: 'VARCHAR' },
  ],
  duckdb
);
const [kind, a, b, c, t, n] = ['kind', 'a', 'b', 'c', 't', 'n'].map((name) => source.first(name));

function written(expression: Maybe, checkJson = false): { readonly text: string; readonly type: string } | undefined {
  const rendered = expression && new Renderer(duckdb, checkJson).render(expression);
  return rendered && { text: rendered.sql.text, type: rendered.type.name };
}

it.each([
  ['equal types stay', coalesce(b, b), 'coalesce("b", "b")', 'DECIMAL(10,2)'],
  [
    'decimals of two sizes',
    coalesce(b, c),
    'coalesce(CAST("b" AS DECIMAL(38, 18)), CAST("c" AS DECIMAL(38, 18)))',
    'DECIMAL(38, 18)',
  ],
  ['a double among decimals', coalesce(a, b), 'coalesce("a", CAST("b" AS DOUBLE))', 'DOUBLE'],
  ['a number among texts', coalesce(t, b), 'coalesce("t", CAST("b" AS VARCHAR))', 'VARCHAR'],
  ['a literal takes the type beside it', coalesce(t, zero), `coalesce("t", '0')`, 'VARCHAR'],
  ['a literal beside doubles', coalesce(a, zero), 'coalesce("a", CAST(0 AS DOUBLE))', 'DOUBLE'],
  ['sums of doubles', plus(a, b), '("a" + TRY_CAST("b" AS DOUBLE))', 'DOUBLE'],
  [
    'differences of texts',
    t && minus(t, t),
    '(TRY_CAST("t" AS DECIMAL(38, 18)) - TRY_CAST("t" AS DECIMAL(38, 18)))',
    'DECIMAL(38, 18)',
  ],
  ['products', times(b, n), '(TRY_CAST("b" AS DOUBLE) * TRY_CAST("n" AS DOUBLE))', 'DOUBLE'],
  ['quotients', divided(a, a), '("a" / nullif("a", 0))', 'DOUBLE'],
])('brings values to one type: %s', (_, expression, text, type) => {
  expect(written(expression)).toEqual({ text, type });
});

it('writes choices', () => {
  const test = kind && all(isIn(kind, 'Usage', `it's`), isPresent(kind));
  expect(written(choose([when(test, a)], zero))?.text).toBe(
    `CASE WHEN ("Kind" IN ('Usage', 'it''s') AND coalesce("Kind", '') <> '') THEN "a" ELSE CAST(0 AS DOUBLE) END`
  );
  expect(written(choose([when(kind && isIn(kind, 'Tax'), literal('x'))], undefined))?.text).toBe(
    `CASE WHEN "Kind" = 'Tax' THEN 'x' END`
  );
});

it('does without what a file lacks', () => {
  const missing = source.first('nowhere');
  expect(missing).toBeUndefined();
  expect(choose([when(missing && isIn(missing, 'x'), a), when(kind && isIn(kind, 'x'), missing)], b)).toBe(b);
  expect(coalesce(missing, a)).toBe(a);
  expect([plus(missing, a), plus(missing, missing), times(missing, a)]).toEqual([a, undefined, undefined]);
});

it('finds fields in structs, whatever their case, and in flat exports', () => {
  expect(written(source.path('service', 'id'))).toEqual({ text: '"service"."Id"', type: 'VARCHAR' });
  expect(written(source.path('project', 'id'))).toEqual({ text: '"project.id"', type: 'VARCHAR' });
  expect(source.path('service', 'nothing')).toBeUndefined();
});

it('tests for JSON only what is text', () => {
  const labels = source.first('labels');
  expect(written(t && entry(t, 'k'), true)?.text).toBe(
    'CASE WHEN json_valid("t") THEN json_extract_string("t", ?) END'
  );
  expect(written(pair(labels, 'k'), true)?.text).toBe(
    '(list_filter("labels", lambda label: label."key" = ?)[1])."value"'
  );
});
