import { Field, makeData, RecordBatch, RecordBatchFileWriter, Schema, Struct } from 'apache-arrow';
import type { Column, Frame } from '../../model/frame.ts';
import { arrowColumn } from './columns.ts';
import { fieldMetadata, frameMetadata } from './metadata.ts';

/**
 * One frame as an Arrow IPC file (not stream: Grafana opens it by its footer).
 * Throws on columns or masks of different lengths, a defect of whoever made the frame.
 */
export function encodeFrame(frame: Frame, refId: string): Uint8Array {
  const length = commonLength(frame);
  const columns = frame.fields.map((field) => ({ field, ...arrowColumn(field.column) }));
  const fields = columns.map(
    ({ field, data, nullable }) => new Field(field.name, data.type, nullable, fieldMetadata(field))
  );
  const schema = new Schema(fields, frameMetadata(frame, refId));
  const writer = new RecordBatchFileWriter();
  writer.reset(undefined, schema);
  if (fields.length > 0) {
    const children = columns.map(({ data }) => data);
    writer.write(new RecordBatch(schema, makeData({ type: new Struct(fields), length, nullCount: 0, children })));
  }
  return writer.finish().toUint8Array(true);
}

function commonLength(frame: Frame): number {
  const [first] = frame.fields;
  const length = first?.column.values.length ?? 0;
  for (const { name, column } of frame.fields) {
    const mask = maskLength(column);
    if (column.values.length !== length || (mask !== undefined && mask !== length)) {
      const found = mask === undefined ? '' : ` and a mask of ${mask}`;
      throw new Error(`field ${name} has ${column.values.length} values${found}, the first field ${length}`);
    }
  }
  return length;
}

function maskLength(column: Column): number | undefined {
  return column.type === 'time' || column.type === 'number' ? column.valid?.length : undefined;
}
