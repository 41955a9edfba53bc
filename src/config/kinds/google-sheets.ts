import { cellFormat } from './cell-format.ts';
import { serviceFields, type KindFields } from './kind-fields.ts';

export const googleSheets: KindFields = {
  connection: serviceFields('https://sheets.googleapis.com'),
  series: [
    {
      path: ['spreadsheet'],
      label: 'Spreadsheet',
      example: 'https://docs.google.com/spreadsheets/d/…',
      takesPlaceOf: ['link'],
    },
    { path: ['range'], label: 'Range', example: 'Usage!A:D', takesPlaceOf: ['link'] },
    {
      path: ['link'],
      label: 'Published link',
      example: 'https://docs.google.com/spreadsheets/d/e/…/pub?output=csv',
      takesPlaceOf: ['spreadsheet', 'range'],
    },
    { path: ['dateColumn'], label: 'Date column', default: 'date' },
    { path: ['valueColumn'], label: 'Value column', default: 'value' },
    { path: ['headerRow'], label: 'Header row', kind: 'number', default: '1' },
    ...cellFormat,
    { path: ['where'], label: 'Where', kind: 'record', columns: ['Column', 'Value'], isAdvanced: true },
  ],
  dimensionColumn: 'Column',
  longSecrets: ['serviceAccount'],
  isService: true,
};
