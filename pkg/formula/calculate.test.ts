import type { Column } from '../model/column.ts';
import { calculate, type Arithmetic } from './calculate.ts';

/** Missing cells hold something that would show. */
function column(rows: readonly (readonly (number | undefined)[])[], missing = NaN): Column {
  const cells = rows.flat();
  return {
    rows: rows.length,
    width: rows[0]?.length ?? 0,
    values: Float64Array.from(cells, (cell) => cell ?? missing),
    valid: Uint8Array.from(cells, (cell) => (cell === undefined ? 0 : 1)),
  };
}

function cells({ rows, width, values, valid }: Column): readonly (readonly (number | undefined)[])[] {
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: width }, (_, slot) =>
      valid[row * width + slot] === 1 ? values[row * width + slot] : undefined
    )
  );
}

const two = column([[6, undefined, 8], [9, 10, undefined]]); // prettier-ignore
const one = column([[2, 5, 4]]);

it.each<[Arithmetic, readonly (readonly (number | undefined)[])[], readonly (readonly (number | undefined)[])[]]>([
  ['+', [[8, undefined, 12], [11, 15, undefined]], [[8, undefined, 12], [11, 15, undefined]]],
  ['-', [[4, undefined, 4], [7, 5, undefined]], [[-4, undefined, -4], [-7, -5, undefined]]],
  ['*', [[12, undefined, 32], [18, 50, undefined]], [[12, undefined, 32], [18, 50, undefined]]],
  ['/', [[3, undefined, 2], [4.5, 2, undefined]], [[1 / 3, undefined, 0.5], [2 / 9, 0.5, undefined]]],
])('calculates with %s by group, also where one row stands for all on either side', (operator, right, left) => {
  expect(cells(calculate(two, one, operator))).toEqual(right);
  expect(cells(calculate(one, two, operator))).toEqual(left);
}); // prettier-ignore

it.each([NaN, Infinity, 0])('gives no meaning to what a missing cell holds (%d)', (missing) => {
  const a = column([[1, undefined, 3, undefined]], missing);
  const b = column([[undefined, 2, 4, undefined]], missing);
  const onZero = jest.fn();
  expect(cells(calculate(a, b, '/', onZero))).toEqual([[undefined, undefined, 0.75, undefined]]);
  expect(onZero).not.toHaveBeenCalled();
});

it('leaves out what is divided by zero and counts it, cell by cell', () => {
  const onZero = jest.fn();
  const divisors = column([[0, 2, undefined, 0], [4, 0, -0, 1]]); // prettier-ignore
  expect(cells(calculate(column([[1, 2, 3, undefined]]), divisors, '/', onZero))).toEqual([
    [undefined, 1, undefined, undefined],
    [0.25, undefined, undefined, undefined],
  ]);
  expect(onZero).toHaveBeenCalledTimes(3);
});

it('leaves out what is too large to be a number, and does not call it a division by zero', () => {
  const onZero = jest.fn();
  const huge = column([[1e308, 1e308, -1e308]]);
  expect(cells(calculate(huge, column([[1e308, 1, 1e308]]), '+', onZero))).toEqual([[undefined, 1e308, 0]]);
  expect(cells(calculate(huge, column([[1e-300, 1, 1e-300]]), '/', onZero))).toEqual([[undefined, 1e308, undefined]]);
  expect(onZero).not.toHaveBeenCalled();
});

it('does not touch its operands', () => {
  const a = column([[1, 0, undefined]]);
  const b = column([[0, 5, 7]]);
  calculate(a, b, '/');
  expect([cells(a), cells(b)]).toEqual([[[1, 0, undefined]], [[0, 5, 7]]]);
});
