import { timeBases } from '../../../pkg/model/grain.ts';
import { catalogLists } from '../../../pkg/model/settings.ts';
import type { FieldSpec, ListSpec } from '../field-spec.ts';
import { choices, joined, name, text, title } from './shared-fields.ts';

const fields: readonly FieldSpec[] = [
  name,
  title,
  { path: ['expression'], label: 'Expression', isRequired: true, example: 'cost / total(active_customers)' },
  { path: ['per'], label: 'Per', kind: 'choice', options: () => choices(timeBases), default: 'month' },
  { path: ['target'], label: 'Target', kind: 'number', example: '4.20' },
  { path: ['better'], label: 'Better', kind: 'choice', options: () => choices(['lower', 'higher']), default: 'lower' },
  { path: ['owner'], label: 'Owner', example: 'finance' },
  { path: ['description'], label: 'Description' },
];

export const kpis: ListSpec = {
  title: 'KPIs',
  noun: 'KPI',
  description: 'Formulas with a name, for panels, alert rules and reports.',
  start: {},
  summary: (entry) => joined(text(entry, 'title'), text(entry, 'expression')),
  fields: () => fields,
  checks: () => [catalogLists.kpis],
  isTestable: false,
};
