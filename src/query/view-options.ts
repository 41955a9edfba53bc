import type { ComboboxOption } from '@grafana/ui';
import { results } from '../../pkg/model/query.ts';
import type { Comparison } from './comparison.ts';
import type { Draft } from './draft.ts';

const resultTexts: Readonly<Record<Draft['result'], { readonly label: string; readonly description: string }>> = {
  timeseries: { label: 'Time series', description: 'A value per bucket and group' },
  numeric: { label: 'One value per group', description: 'Over the whole range; alert rules need no Reduce' },
  table: { label: 'Table', description: 'A row per group, a column per formula' },
  legs: { label: 'Legs', description: 'What each point is made of: its legs, source rows, completeness' },
  freshness: { label: 'Freshness', description: 'How far each dataset and metric goes, and how far it is complete' },
  drivers: { label: 'Drivers', description: 'Why cost changed: volume, mix, efficiency, price' },
  digest: { label: 'Digest', description: 'The change of cost down the groups, largest movers first' },
  evidence: {
    label: 'Evidence',
    description: 'Whether unit cost falls while the bill rises, with the figures behind it',
  },
  marginal: { label: 'Marginal cost', description: 'What one more unit costs, beside what does not depend on units' },
};
export const resultOptions = results.map((value) => ({ value, ...resultTexts[value] }));
export const incompleteOptions: ComboboxOption<Draft['incomplete']>[] = [
  { value: 'mark', label: 'Mark', description: 'Shown, and said to be incomplete' },
  { value: 'hide', label: 'Hide', description: 'Left out until they are complete' },
  { value: 'include', label: 'Include', description: 'Taken as they are, in alert rules too' },
];
export const comparisonOptions: ComboboxOption<Comparison>[] = [
  { value: 'none', label: 'Nothing' },
  { value: 'previous', label: 'Previous value', description: 'One bucket, or one range, earlier' },
  { value: 'change', label: 'Change', description: 'Difference from the previous value' },
  { value: 'percent', label: 'Change in %' },
];
export const allocationOptions: ComboboxOption<Draft['allocation']>[] = [
  { value: 'direct', label: 'As charged' },
  { value: 'allocated', label: 'With shared cost', description: "As the data source's allocations share it" },
  { value: 'both', label: 'Both', description: 'Each formula in both forms' },
];
