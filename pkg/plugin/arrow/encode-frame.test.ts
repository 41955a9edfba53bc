import type { TypeMap } from 'apache-arrow';
import { DataType, RecordBatchReader, Table, TimeUnit, Type } from 'apache-arrow';
import type { Column, Frame } from '../../model/frame.ts';
import { encodeFrame } from './encode-frame.ts';

/** The reader's own schema: a Table mixes up the metadata of fields of one name. */
function decode(frame: Frame) {
  const reader = RecordBatchReader.from<TypeMap>(encodeFrame(frame, 'A'));
  reader.open();
  return { schema: reader.schema, table: new Table(reader.schema, [...reader]) };
}

function only(column: Column) {
  const { schema, table } = decode({ meta: {}, fields: [{ name: 'f', column }] });
  return {
    field: schema.fields[0]!,
    values: [...table.getChildAt(0)!] as unknown[],
    data: table.data[0]!.children[0]!,
  };
}

it('is an Arrow IPC file: its magic at both ends', () => {
  const bytes = Buffer.from(encodeFrame({ meta: {}, fields: [] }, 'A'));
  expect(bytes.subarray(0, 6).toString()).toBe('ARROW1');
  expect(bytes.subarray(-6).toString()).toBe('ARROW1');
});

describe('columns', () => {
  it('writes times as nanoseconds without a zone, not nullable where there is no mask', () => {
    const { field, data } = only({ type: 'time', values: Float64Array.of(1_700_000_000_123, -1) });
    expect(DataType.isTimestamp(field.type) && [field.type.unit, field.type.timezone]).toEqual([
      TimeUnit.NANOSECOND,
      null,
    ]);
    expect(field.nullable).toBe(false);
    expect(field.metadata.get('tstype')).toBe('time');
    expect([...(data.values as BigInt64Array)]).toEqual([1_700_000_000_123_000_000n, -1_000_000n]);
  });

  it('writes times with a mask as nullable', () => {
    const { field, values } = only({ type: 'time', values: Float64Array.of(5, NaN), valid: Uint8Array.of(1, 0) });
    expect(field.nullable).toBe(true);
    expect(values).toEqual([5, null]);
  });

  it('writes numbers as nullable float64, missing where the mask says 0', () => {
    const values = Float64Array.of(0.1, -0, NaN, 9, 1e308, 5, 6, 7, 8, 10);
    const { field, values: read } = only({
      type: 'number',
      values,
      valid: Uint8Array.of(1, 1, 0, 0, 1, 1, 1, 1, 1, 0),
    });
    expect(field.type.typeId).toBe(Type.Float);
    expect(field.nullable).toBe(true);
    expect(field.metadata.get('tstype')).toBe('number');
    expect(read).toEqual([0.1, -0, null, null, 1e308, 5, 6, 7, 8, null]);
  });

  it('writes numbers without a mask as nullable too, none of them missing', () => {
    const { field, values } = only({ type: 'number', values: Float64Array.of(1, 2) });
    expect(field.nullable).toBe(true);
    expect(values).toEqual([1, 2]);
  });

  it('writes strings as plain UTF-8, never a dictionary', () => {
    const { field, values } = only({ type: 'string', values: ['a', null, '', 'é€𝄞', '\ud83d', '\ude00', 'a'] });
    expect(field.type.typeId).toBe(Type.Utf8);
    expect(field.metadata.get('tstype')).toBe('string');
    // Halves of a surrogate pair are no text; each alone becomes the replacement character.
    expect(values).toEqual(['a', null, '', 'é€𝄞', '\ufffd', '\ufffd', 'a']);
  });

  it('writes booleans', () => {
    const truths = [true, false, null, true, true, false, false, false, true];
    const { field, values } = only({ type: 'boolean', values: truths });
    expect(field.type.typeId).toBe(Type.Bool);
    expect(field.metadata.get('tstype')).toBe('boolean');
    expect(values).toEqual(truths);
  });

  it('keeps fields of the same name apart, with labels and config as JSON', () => {
    const fields = ['a', 'b'].map((team, index) => ({
      name: 'cost',
      labels: { team },
      config: { unit: 'currencyUSD', interval: 86_400_000 },
      column: { type: 'number', values: Float64Array.of(index) } as const,
    }));
    const { schema, table } = decode({ meta: {}, fields });
    expect(schema.fields.map(({ name, metadata }) => [name, metadata.get('labels')])).toEqual([
      ['cost', '{"team":"a"}'],
      ['cost', '{"team":"b"}'],
    ]);
    expect(schema.fields[0]!.metadata.get('config')).toBe('{"unit":"currencyUSD","interval":86400000}');
    expect([0, 1].map((index): unknown => table.getChildAt(index)?.get(0))).toEqual([0, 1]);
  });

  it.each([
    ['values', { type: 'number', values: new Float64Array(3) }],
    ['mask', { type: 'number', values: new Float64Array(2), valid: new Uint8Array(3) }],
  ] as const)('refuses %s of another length', (_, column) => {
    const fields = [
      { name: 'first', column: { type: 'string', values: ['x', 'y'] } as const },
      { name: 'second', column },
    ];
    expect(() => encodeFrame({ meta: {}, fields }, 'A')).toThrow('field second');
  });
});

describe('metadata', () => {
  const metadata = (frame: Frame) => decode(frame).schema.metadata;

  it('names the frame and its refId', () => {
    expect(Object.fromEntries(metadata({ name: 'costs', meta: {}, fields: [] }))).toEqual({
      name: 'costs',
      refId: 'A',
    });
  });

  it('gives a typed frame without fields its type and the version of the contract', () => {
    const meta = metadata({ meta: { type: 'timeseries-wide', executedQueryString: 'plan' }, fields: [] }).get('meta');
    expect(JSON.parse(meta!)).toEqual({ type: 'timeseries-wide', typeVersion: [0, 1], executedQueryString: 'plan' });
  });

  it('carries notices', () => {
    const meta = metadata({ meta: { notices: [{ severity: 'warning', text: '2 days left out' }] }, fields: [] }).get(
      'meta'
    );
    expect(JSON.parse(meta!)).toEqual({ notices: [{ severity: 'warning', text: '2 days left out' }] });
  });
});
