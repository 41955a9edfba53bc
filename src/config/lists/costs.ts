import type { ConnectionType } from '../../../pkg/model/connections/connection.ts';
import type { costFormats } from '../../../pkg/model/cost-dataset.ts';
import { catalogLists } from '../../../pkg/model/settings.ts';
import { chargeKeys } from '../charge-keys.ts';
import type { FieldSpec, ListSpec } from '../field-spec.ts';
import { whileOneOf } from '../kinds/kind-fields.ts';
import { typeOf } from '../kinds/kinds.ts';
import { type Entry, withValue } from '../paths.ts';
import { choices, connection, connectionsFor, joined, name, text, title, until } from './shared-fields.ts';

const formats: Readonly<Record<(typeof costFormats)[number], string>> = {
  focus: 'FOCUS',
  'aws-cur': 'AWS Cost and Usage Report',
  'aws-cur2': 'AWS CUR 2.0 (data exports)',
  'gcp-billing': 'Google Cloud billing export',
  'azure-cost': 'Azure cost export',
  'oci-cost': 'Oracle Cloud cost report',
  opencost: 'OpenCost',
  table: 'Any table, by its columns',
};

const longCharges = (['BilledCost', 'EffectiveCost', 'ListCost', 'ContractedCost'] as const).map(
  (measure): FieldSpec => ({
    path: ['longCharges', measure],
    label: `Long charges, ${measure}`,
    kind: 'choice',
    options: () => choices(['book', 'spread']),
    default: measure === 'BilledCost' ? 'book' : 'spread',
    isAdvanced: true,
  })
);

const ofTable = whileOneOf(['format'], 'table');

function fieldsOn(type: ConnectionType | undefined): readonly FieldSpec[] {
  const isInBigQuery = type === 'bigquery';
  return [
    name,
    title,
    { ...connection, options: connectionsFor(({ charges }) => charges), write: withConnection },
    {
      path: ['format'],
      label: 'Format',
      kind: 'choice',
      isRequired: true,
      options: () => Object.entries(formats).map(([value, label]) => ({ value, label })),
    },
    {
      path: ['location'],
      label: 'Location',
      isRequired: true,
      example: 'focus/**/*.parquet',
      isFor: () => !isInBigQuery,
    },
    {
      path: ['table'],
      label: 'Table',
      isRequired: true,
      example: 'my-project.billing.focus',
      isFor: () => isInBigQuery,
    },
    {
      path: ['columns'],
      label: 'Columns',
      kind: 'record',
      columns: ['FOCUS column', 'Column'],
      isRequired: true,
      isFor: ofTable,
    },
    { path: ['tags'], label: 'Tags', kind: 'body', example: 'tags, or { "prefix": "tag_" }', isFor: ofTable },
    { path: ['completeAfter'], label: 'Complete after', default: '48h' },
    { path: ['inTotal'], label: 'Counts in the total cost', kind: 'switch', isOnByDefault: true },
    { path: ['partitionColumn'], label: 'Partition column', isFor: () => isInBigQuery, isAdvanced: true },
    until,
    {
      path: ['rates'],
      label: 'Exchange rates of its own',
      kind: 'choice',
      options: () => choices(['bill']),
      isAdvanced: true,
    },
    ...longCharges,
    {
      path: ['invoices'],
      label: 'Invoices',
      kind: 'json',
      example: '[{ "month": "2026-10", "total": 12345.67 }]',
      isAdvanced: true,
    },
    {
      path: ['rollup', 'grain'],
      label: 'Grain of the roll-up',
      kind: 'choice',
      options: () => choices(['day', 'hour']),
      default: 'day',
      isAdvanced: true,
    },
    {
      path: ['rollup', 'columns'],
      label: 'Columns kept in the roll-up',
      kind: 'list',
      options: () => chargeKeys,
      isOpenEnded: true,
      isAdvanced: true,
    },
  ];
}

/** Files and tables are named by different keys. */
function withConnection(entry: Entry, value: unknown, settings: Entry): Entry {
  const changed = withValue(entry, ['connection'], value);
  const gone = typeOf(changed, settings) === 'bigquery' ? ['location'] : ['table', 'partitionColumn'];
  return gone.reduce((rest, key) => withValue(rest, [key], undefined), changed);
}

export const costs: ListSpec = {
  title: 'Costs',
  noun: 'cost',
  description: 'Cost datasets: charges of one provider or export.',
  start: { format: 'focus' },
  summary: (entry) =>
    joined(text(entry, 'title'), text(entry, 'format'), text(entry, 'location'), text(entry, 'table')),
  fields: (entry, settings) => fieldsOn(typeOf(entry, settings)),
  checks: () => [catalogLists.costs],
  isTestable: true,
};
