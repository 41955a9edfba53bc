import type { FieldSpec } from '../field-spec.ts';
import { fileSeries } from './file-series.ts';
import { serviceFields, type KindFields } from './kind-fields.ts';

/** What differs between object stores is how a bucket is named, and the secrets. */
export function objectStore(
  bucket: readonly FieldSpec[],
  publicAddress: string,
  longSecrets: readonly string[] = []
): KindFields {
  return {
    connection: [
      ...bucket,
      { path: ['prefix'], label: 'Prefix', default: 'the whole store' },
      { path: ['refresh'], label: 'Refresh', default: '15m', isAdvanced: true },
      { path: ['cacheSize'], label: 'Cache size', default: '20GB', isAdvanced: true },
      ...serviceFields(publicAddress),
    ],
    series: fileSeries,
    dimensionColumn: 'Column',
    longSecrets,
    isService: false,
  };
}
