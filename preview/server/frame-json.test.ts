import type { Frame } from '../../pkg/model/frame.ts';
import { encodeFrame } from '../../pkg/plugin/arrow/encode-frame.ts';
import { frameJson } from './frame-json.ts';

const number = (values: number[], valid?: number[]) => ({
  type: 'number' as const,
  values: Float64Array.from(values),
  ...(valid && { valid: Uint8Array.from(valid) }),
});

describe('frameJson', () => {
  it("gives Grafana's JSON: times in ms, nulls, labels, configuration and meta", () => {
    const frame: Frame = {
      meta: { type: 'timeseries-wide', notices: [{ severity: 'info', text: 'late' }] },
      fields: [
        { name: 'time', column: { type: 'time', values: Float64Array.of(1_767_225_600_000, 1_769_904_000_000) } },
        { name: 'cost', labels: { team: 'ocr' }, config: { unit: 'currencyUSD' }, column: number([1.5, 0], [1, 0]) },
        { name: 'name', column: { type: 'string', values: ['a', null] } },
      ],
    };
    expect(frameJson(encodeFrame(frame, 'A'))).toEqual({
      schema: {
        refId: 'A',
        meta: { type: 'timeseries-wide', typeVersion: [0, 1], notices: [{ severity: 'info', text: 'late' }] },
        fields: [
          { name: 'time', type: 'time', typeInfo: { frame: 'time.Time' } },
          {
            name: 'cost',
            type: 'number',
            typeInfo: { frame: 'float64', nullable: true },
            labels: { team: 'ocr' },
            config: { unit: 'currencyUSD' },
          },
          { name: 'name', type: 'string', typeInfo: { frame: 'string', nullable: true } },
        ],
      },
      data: {
        values: [
          [1_767_225_600_000, 1_769_904_000_000],
          [1.5, null],
          ['a', null],
        ],
      },
    });
  });

  it('keeps fields of one name apart, each with its own labels', () => {
    const field = (team: string, value: number) => ({ name: 'cost', labels: { team }, column: number([value]) });
    const { schema, data } = frameJson(encodeFrame({ meta: {}, fields: [field('ocr', 1), field('search', 2)] }, 'A'));
    expect(schema.fields.map(({ labels }) => labels)).toEqual([{ team: 'ocr' }, { team: 'search' }]);
    expect(data.values).toEqual([[1], [2]]);
  });

  it('writes numbers that JSON cannot hold as null, and beside them what they are', () => {
    const { data } = frameJson(
      encodeFrame({ meta: {}, fields: [{ name: 'x', column: number([1, NaN, Infinity, -Infinity]) }] }, 'A')
    );
    expect(data).toEqual({ values: [[1, null, null, null]], entities: [{ NaN: [1], Inf: [2], NegInf: [3] }] });
  });

  it('gives a frame without fields no values', () => {
    expect(frameJson(encodeFrame({ meta: {}, fields: [] }, 'A'))).toEqual({
      schema: { refId: 'A', fields: [] },
      data: { values: [] },
    });
  });
});
