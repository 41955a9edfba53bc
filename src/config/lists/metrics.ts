import * as z from 'zod';
import { seriesShape } from '../../../pkg/model/connections/connection-kind.ts';
import { connectionKinds, type ConnectionType } from '../../../pkg/model/connections/connection.ts';
import { grains } from '../../../pkg/model/grain.ts';
import {
  type Additivity,
  allowedGroups,
  allowedTime,
  gapFilling,
  groupAggregation,
  timeAggregation,
  usageMetricEntry,
  usageMetricOn,
} from '../../../pkg/model/usage-metric.ts';
import type { FieldSpec, ListSpec } from '../field-spec.ts';
import { withConnection } from '../kinds/change-type.ts';
import { isOnUnknown, kinds, typeOf } from '../kinds/kinds.ts';
import { totalFields } from '../kinds/total-fields.ts';
import { choices, connection, joined, kept, name, sharedShape, text, title, until } from './shared-fields.ts';

/** What an additivity allows; everything while it is not chosen. */
function allowedBy(allowed: Readonly<Record<string, readonly string[]>>, all: readonly string[]): FieldSpec['options'] {
  return ({ additivity: kind }) => choices((typeof kind === 'string' ? allowed[kind] : undefined) ?? all);
}

const additivities: { value: Additivity; label: string; description: string }[] = [
  { value: 'additive', label: 'additive', description: 'A flow, such as requests: adds up over time and groups' },
  { value: 'snapshot', label: 'snapshot', description: 'A stock, such as headcount: averaged over time' },
  { value: 'distinct', label: 'distinct', description: 'A count of different things, such as active customers' },
];

const counting: readonly FieldSpec[] = [
  { path: ['unit'], label: 'Unit', isRequired: true, example: 'job' },
  { path: ['additivity'], label: 'Additivity', kind: 'choice', isRequired: true, options: () => additivities },
  { path: ['nativeGrain'], label: 'Native grain', kind: 'choice', options: () => choices(grains), default: 'day' },
  { path: ['gaps'], label: 'Gaps', kind: 'choice', options: () => choices(gapFilling.options), default: 'none' },
  {
    path: ['aggregate', 'time'],
    label: 'Aggregation over time',
    kind: 'choice',
    options: allowedBy(allowedTime, timeAggregation.options),
    default: 'by additivity',
  },
];

const closing: readonly FieldSpec[] = [
  {
    path: ['aggregate', 'groups'],
    label: 'Aggregation over groups',
    kind: 'choice',
    options: allowedBy(allowedGroups, groupAggregation.options),
    default: 'by additivity',
    isAdvanced: true,
  },
  { path: ['completeAfter'], label: 'Complete after', default: '0h', isAdvanced: true },
  until,
];

/** While the type of the connection is not known, only what every metric has. */
function fieldsOn(type: ConnectionType | undefined): readonly FieldSpec[] {
  const kind = type && kinds[type];
  return [
    name,
    title,
    { ...connection, write: withConnection },
    ...(kind?.series ?? []),
    ...counting,
    {
      path: ['dimensions'],
      label: 'Dimensions',
      kind: 'record',
      columns: ['Dimension', kind?.dimensionColumn ?? 'Column'],
    },
    ...totalFields(kind?.series ?? []),
    ...closing,
    ...(kind?.isService === true ? kept : []),
  ];
}

const declared = sharedShape(usageMetricEntry);

export const metrics: ListSpec = {
  title: 'Metrics',
  noun: 'metric',
  description: 'Usage: named business or technical volumes over time.',
  start: { additivity: 'additive' },
  summary: (entry) =>
    joined(text(entry, 'title'), text(entry, 'unit'), text(entry, 'additivity'), text(entry, 'connection')),
  fields: (entry, settings) => fieldsOn(typeOf(entry, settings)),
  isPartlyKnown: isOnUnknown,
  checks: (entry, settings) => {
    const type = typeOf(entry, settings);
    return type === undefined
      ? [declared]
      : [declared, z.object(seriesShape(connectionKinds[type])), usageMetricOn(type)];
  },
  isTestable: true,
};
