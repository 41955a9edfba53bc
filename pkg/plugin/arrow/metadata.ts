import type { Field, Frame, FrameMeta } from '../../model/frame.ts';

/** The version of the data plane contract that our frame types follow. */
const typeVersion = [0, 1] as const;

/** Key-value metadata of the Arrow schema, under the keys that Grafana's decoder reads. */
export function frameMetadata(frame: Frame, refId: string): Map<string, string> {
  const metadata = new Map([
    ['name', frame.name ?? ''],
    ['refId', refId],
  ]);
  const meta = JSON.stringify(typed(frame.meta));
  return meta === '{}' ? metadata : metadata.set('meta', meta);
}

/** Expressions and alert rules trust a type only with its version. */
function typed(meta: FrameMeta): FrameMeta & { readonly typeVersion?: readonly [number, number] } {
  return meta.type === undefined ? meta : { ...meta, typeVersion };
}

/** Key-value metadata of one Arrow field. Grafana's names of the column types are also ours. */
export function fieldMetadata(field: Field): Map<string, string> {
  const metadata = new Map<string, string>([['tstype', field.column.type]]);
  if (field.labels !== undefined) {
    metadata.set('labels', JSON.stringify(field.labels));
  }
  if (field.config !== undefined) {
    metadata.set('config', JSON.stringify(field.config));
  }
  return metadata;
}
