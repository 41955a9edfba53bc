import { isRecord } from '../../../pkg/model/issues.ts';
import { catalogLists } from '../../../pkg/model/settings.ts';
import type { FieldSpec, ListSpec } from '../field-spec.ts';
import { type Entry, withValue } from '../paths.ts';
import { joined, name, namesOf, text, title } from './shared-fields.ts';

/** Two of the ways are words, two are objects with one key: the choice is among all four. */
const ways = [
  { value: 'even', label: 'Even', description: 'Equal parts' },
  { value: 'cost', label: 'Cost', description: 'As their own cost of the day' },
  { value: 'weights', label: 'Weights', description: 'Fixed parts that add up to 100' },
  { value: 'metric', label: 'Metric', description: 'As their usage of the day' },
];

function wayOf({ by }: Entry): unknown {
  return isRecord(by) ? Object.keys(by)[0] : by;
}

const fields: readonly FieldSpec[] = [
  name,
  title,
  {
    path: ['dimension'],
    label: 'Dimension',
    kind: 'choice',
    isRequired: true,
    isOpenEnded: true,
    options: namesOf('dimensions'),
  },
  { path: ['from'], label: 'From', kind: 'list', isRequired: true, isOpenEnded: true, example: 'platform' },
  { path: ['to'], label: 'To', kind: 'list', isOpenEnded: true, default: 'Every other one' },
  {
    path: ['by'],
    label: 'By',
    kind: 'choice',
    isRequired: true,
    options: () => ways,
    read: wayOf,
    write: (entry, way) =>
      withValue(entry, ['by'], way === 'weights' ? { weights: {} } : way === 'metric' ? { metric: '' } : way),
  },
  {
    path: ['by', 'weights'],
    label: 'Weights',
    kind: 'json',
    example: '{ "checkout": 60, "search": 40 }',
    isFor: (entry) => wayOf(entry) === 'weights',
  },
  {
    path: ['by', 'metric'],
    label: 'Metric',
    kind: 'choice',
    isRequired: true,
    isOpenEnded: true,
    options: namesOf('metrics'),
    isFor: (entry) => wayOf(entry) === 'metric',
  },
];

export const allocations: ListSpec = {
  title: 'Allocations',
  noun: 'allocation',
  description: 'Steps, in their order, that share the cost of some groups among others.',
  start: {},
  summary: (entry) => joined(text(entry, 'title'), text(entry, 'dimension')),
  fields: () => fields,
  checks: () => [catalogLists.allocations],
  isTestable: false,
};
