import type { FieldSpec } from '../field-spec.ts';

/** How dates and numbers are written where files and sheets have them as text. */
export const cellFormat: readonly FieldSpec[] = [
  { path: ['dateFormat'], label: 'Date format', default: 'ISO', isAdvanced: true },
  {
    path: ['decimal'],
    label: 'Decimal sign',
    kind: 'choice',
    options: () => [{ value: '.' }, { value: ',' }],
    isAdvanced: true,
  },
];
