import { serviceFields, type KindFields } from './kind-fields.ts';

const sites = [
  'datadoghq.com',
  'us3.datadoghq.com',
  'us5.datadoghq.com',
  'datadoghq.eu',
  'ap1.datadoghq.com',
  'ap2.datadoghq.com',
  'ddog-gov.com',
];

export const datadog: KindFields = {
  connection: [
    {
      path: ['site'],
      label: 'Site',
      kind: 'choice',
      default: 'datadoghq.com',
      isOpenEnded: true,
      options: () => sites.map((value) => ({ value })),
    },
    ...serviceFields('https://api.SITE'),
  ],
  series: [
    {
      path: ['query'],
      label: 'Query',
      kind: 'lines',
      isRequired: true,
      example: 'sum:ocr.jobs{env:prod}.as_count()',
    },
  ],
  dimensionColumn: 'Tag',
  isService: true,
};
