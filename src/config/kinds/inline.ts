import type { KindFields } from './kind-fields.ts';

export const inline: KindFields = {
  connection: [],
  series: [{ path: ['values'], label: 'Values', kind: 'amounts', isRequired: true }],
  dimensionColumn: 'Key',
  isService: false,
};
