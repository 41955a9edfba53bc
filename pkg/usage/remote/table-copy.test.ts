import { serialize } from 'node:v8';
import fc from 'fast-check';
import type { UsageTable } from '../usage-source.ts';
import { decodeAnswer, encodeAnswer } from './table-copy.ts';

const text = fc.option(fc.constantFrom('ocr', 'search', 'ünïcode', ''), { nil: null });
const table = fc
  .array(fc.record({ time: fc.integer(), value: fc.double(), keys: fc.tuple(text, text) }), { maxLength: 50 })
  .map((rows): UsageTable => ({
    times: Float64Array.from(rows, ({ time }) => time),
    values: Float64Array.from(rows, ({ value }) => value),
    dimensions: [rows.map(({ keys }) => keys[0]), rows.map(({ keys }) => keys[1])],
    rows: rows.length,
    badRows: 1,
    badSamples: ['row 7 is no number'],
  }));

describe('the copy of a table', () => {
  it('gives back what was put in', () => {
    fc.assert(
      fc.property(table, fc.nat(), (written, loadedAt) => {
        expect(decodeAnswer(encodeAnswer({ loadedAt, table: written }))).toEqual({ loadedAt, table: written });
      })
    );
  });

  it('is none where bytes are missing, at whatever place it was cut off', () => {
    const whole = encodeAnswer({
      loadedAt: 1,
      table: {
        times: new Float64Array(3),
        values: new Float64Array(3),
        dimensions: [['a', null, 'b']],
        rows: 3,
        badRows: 0,
        badSamples: [],
      },
    });
    expect(decodeAnswer(whole)).toBeDefined();
    for (let length = 0; length < whole.length; length++) {
      expect(decodeAnswer(whole.subarray(0, length))).toBeUndefined();
    }
  });

  it('is none where its columns contradict each other', () => {
    const good = {
      format: 1,
      loadedAt: 1,
      times: new Float64Array(2),
      values: new Float64Array(2),
      texts: ['a'],
      dimensions: [Int32Array.of(0, -1)],
      badRows: 0,
      badSamples: [],
    };
    const read = (change: object) => decodeAnswer(serialize({ ...good, ...change }));
    expect(read({})?.table.dimensions).toEqual([['a', null]]);
    expect(read({ values: new Float64Array(1) })).toBeUndefined();
    expect(read({ dimensions: [Int32Array.of(0, 1)] })).toBeUndefined();
    expect(read({ dimensions: [Int32Array.of(0)] })).toBeUndefined();
    expect(read({ times: [1, 2] })).toBeUndefined();
    expect(read({ format: 2 })).toBeUndefined();
  });
});
