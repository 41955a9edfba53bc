import type { FieldSpec } from '../field-spec.ts';
import { cellFormat } from './cell-format.ts';

/** Where a metric's values are in files, wherever the files lie. */
export const fileSeries: readonly FieldSpec[] = [
  { path: ['location'], label: 'Location', isRequired: true, example: 'usage/jobs.csv' },
  { path: ['dateColumn'], label: 'Date column', default: 'date' },
  { path: ['valueColumn'], label: 'Value column', default: 'value' },
  { path: ['sheet'], label: 'Sheet', default: 'the first one', isAdvanced: true },
  {
    path: ['headerRow'],
    label: 'Header row',
    kind: 'number',
    default: 'the first that is not blank',
    isAdvanced: true,
  },
  ...cellFormat,
  { path: ['where'], label: 'Where', kind: 'record', columns: ['Column', 'Value'], isAdvanced: true },
];
