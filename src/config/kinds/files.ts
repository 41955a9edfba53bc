import { fileSeries } from './file-series.ts';
import type { KindFields } from './kind-fields.ts';

export const files: KindFields = {
  connection: [{ path: ['path'], label: 'Path', isRequired: true, example: '/var/lib/grafana/billing' }],
  series: fileSeries,
  dimensionColumn: 'Column',
  isService: false,
};
