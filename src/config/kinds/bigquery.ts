import { serviceFields, zoneField, type KindFields } from './kind-fields.ts';

export const bigquery: KindFields = {
  connection: [
    { path: ['project'], label: 'Project', isRequired: true, example: 'my-project' },
    { path: ['location'], label: 'Location', example: 'EU' },
    { path: ['maximumBytesBilled'], label: 'Maximum bytes billed', default: '10GB' },
    { path: ['labels'], label: 'Labels', kind: 'record', columns: ['Label', 'Value'], isAdvanced: true },
    ...serviceFields('https://bigquery.googleapis.com'),
  ],
  series: [
    { path: ['table'], label: 'Table', example: 'usage.jobs', takesPlaceOf: ['sql'] },
    {
      path: ['sql'],
      label: 'SQL',
      kind: 'lines',
      example: 'SELECT day, jobs FROM usage.jobs WHERE day >= {{from}} AND day < {{to}}',
      takesPlaceOf: ['table'],
    },
    { path: ['dateColumn'], label: 'Date column', default: 'date' },
    { path: ['valueColumn'], label: 'Value column', default: 'value' },
    { path: ['partitionColumn'], label: 'Partition column', example: '_PARTITIONDATE', isAdvanced: true },
    { ...zoneField('timezone', 'Time zone of timestamps', 'that of the data source'), isAdvanced: true },
    { path: ['where'], label: 'Where', kind: 'record', columns: ['Column', 'Value'], isAdvanced: true },
  ],
  dimensionColumn: 'Column',
  longSecrets: ['serviceAccount'],
  isService: true,
};
