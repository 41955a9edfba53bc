import { catalogLists } from '../../../pkg/model/settings.ts';
import { chargeKeys } from '../charge-keys.ts';
import type { FieldSpec, ListSpec } from '../field-spec.ts';
import { joined, name, text, title } from './shared-fields.ts';

const fields: readonly FieldSpec[] = [
  name,
  title,
  {
    path: ['from'],
    label: 'From',
    kind: 'list',
    options: () => chargeKeys,
    isOpenEnded: true,
    example: 'tag:team',
  },
  { path: ['rest'], label: 'Rest', default: 'unattributed' },
  { path: ['values'], label: 'Values', kind: 'record', columns: ['Value in the data', 'Stands for'] },
  { path: ['rules'], label: 'Rules', kind: 'rules', isAdvanced: true },
];

export const dimensions: ListSpec = {
  title: 'Dimensions',
  noun: 'dimension',
  description: 'Keys that cost and usage are split by.',
  start: {},
  summary: (entry) => joined(text(entry, 'title'), Array.isArray(entry['from']) ? entry['from'].join(', ') : ''),
  fields: () => fields,
  checks: () => [catalogLists.dimensions],
  isTestable: false,
};
