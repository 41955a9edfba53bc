import type { ComboboxOption } from '@grafana/ui';
import { isRecord } from '../../pkg/model/issues.ts';
import { grains, timeBases } from '../../pkg/model/grain.ts';
import type { CatalogList } from '../../pkg/model/settings.ts';
import type { additivity } from '../../pkg/model/usage-metric.ts';
import {
  allowedGroups,
  allowedTime,
  gapFilling,
  groupAggregation,
  timeAggregation,
} from '../../pkg/model/usage-metric.ts';
import { chargeKeys } from './charge-keys.ts';
import type { FieldSpec, ListSpec } from './field-spec.ts';
import type { Entry } from './paths.ts';

function choices(values: readonly string[]): ComboboxOption<string | number>[] {
  return values.map((value) => ({ value }));
}

function namesOf(list: CatalogList): FieldSpec['options'] {
  return (_, settings) => {
    const entries: unknown = settings[list];
    return Array.isArray(entries)
      ? entries.flatMap((entry: unknown) =>
          isRecord(entry) && typeof entry['name'] === 'string' ? [{ value: entry['name'] }] : []
        )
      : [];
  };
}

/** What an additivity allows; everything while it is not chosen. */
function allowedBy(allowed: Readonly<Record<string, readonly string[]>>, all: readonly string[]): FieldSpec['options'] {
  return ({ additivity: kind }) => choices((typeof kind === 'string' ? allowed[kind] : undefined) ?? all);
}

const name: FieldSpec = { path: ['name'], label: 'Name', isRequired: true, example: 'lower_case' };
const title: FieldSpec = { path: ['title'], label: 'Title', default: 'The name' };
const connection: FieldSpec = {
  path: ['connection'],
  label: 'Connection',
  kind: 'choice',
  isRequired: true,
  options: namesOf('connections'),
  isOpenEnded: true, // the catalog file may hold it
};
const until: FieldSpec = { path: ['until'], label: 'Until', example: 'YYYY-MM-DD', isAdvanced: true };

function text(entry: Entry, key: string): string {
  const value = entry[key];
  return typeof value === 'string' ? value : '';
}

function joined(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(', ');
}

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

export const listSpecs: Readonly<Record<CatalogList, ListSpec>> = {
  connections: {
    title: 'Connections',
    noun: 'connection',
    description: 'Where bills and usage come from.',
    start: { type: 'files' },
    summary: (entry) => joined(text(entry, 'type'), text(entry, 'path')),
    fields: [
      name,
      {
        path: ['type'],
        label: 'Type',
        kind: 'choice',
        isRequired: true,
        options: () => [{ value: 'files', label: 'Files' }],
      },
      { path: ['path'], label: 'Path', isRequired: true, example: '/var/lib/grafana/billing' },
    ],
  },
  costs: {
    title: 'Costs',
    noun: 'cost',
    description: 'Cost datasets: charges of one provider or export.',
    start: { format: 'focus' },
    summary: (entry) => joined(text(entry, 'title'), text(entry, 'format'), text(entry, 'location')),
    fields: [
      name,
      title,
      connection,
      {
        path: ['format'],
        label: 'Format',
        kind: 'choice',
        isRequired: true,
        options: () => [{ value: 'focus', label: 'FOCUS' }],
      },
      { path: ['location'], label: 'Location', isRequired: true, example: 'focus/**/*.parquet' },
      { path: ['completeAfter'], label: 'Complete after', default: '48h' },
      { path: ['inTotal'], label: 'Counts in the total cost', kind: 'switch', isOnByDefault: true },
      until,
      ...longCharges,
      {
        path: ['rollup', 'columns'],
        label: 'Columns kept in the roll-up',
        kind: 'list',
        options: () => chargeKeys,
        isOpenEnded: true,
        isAdvanced: true,
      },
    ],
  },
  metrics: {
    title: 'Metrics',
    noun: 'metric',
    description: 'Usage: named business or technical volumes over time.',
    start: { additivity: 'additive' },
    summary: (entry) =>
      joined(text(entry, 'title'), text(entry, 'unit'), text(entry, 'additivity'), text(entry, 'location')),
    fields: [
      name,
      title,
      connection,
      { path: ['location'], label: 'Location', isRequired: true, example: 'usage/jobs.csv' },
      { path: ['dateColumn'], label: 'Date column', default: 'date' },
      { path: ['valueColumn'], label: 'Value column', default: 'value' },
      { path: ['unit'], label: 'Unit', isRequired: true, example: 'job' },
      {
        path: ['additivity'],
        label: 'Additivity',
        kind: 'choice',
        isRequired: true,
        options: () =>
          [
            {
              value: 'additive',
              label: 'additive',
              description: 'A flow, such as requests: adds up over time and groups',
            },
            { value: 'snapshot', label: 'snapshot', description: 'A stock, such as headcount: averaged over time' },
            {
              value: 'distinct',
              label: 'distinct',
              description: 'A count of different things, such as active customers',
            },
          ] satisfies { value: (typeof additivity.options)[number]; label: string; description: string }[],
      },
      {
        path: ['nativeGrain'],
        label: 'Native grain',
        kind: 'choice',
        options: () => choices(grains),
        default: 'day',
      },
      {
        path: ['gaps'],
        label: 'Gaps',
        kind: 'choice',
        options: () => choices(gapFilling.options),
        default: 'none',
      },
      {
        path: ['aggregate', 'time'],
        label: 'Aggregation over time',
        kind: 'choice',
        options: allowedBy(allowedTime, timeAggregation.options),
        default: 'by additivity',
      },
      {
        path: ['dimensions'],
        label: 'Dimensions',
        kind: 'record',
        columns: ['Dimension', 'Column'],
      },
      { path: ['total', 'location'], label: 'Total: location', example: 'usage/customers_total.csv' },
      { path: ['total', 'dateColumn'], label: 'Total: date column', default: 'as the metric', isAdvanced: true },
      { path: ['total', 'valueColumn'], label: 'Total: value column', default: 'as the metric', isAdvanced: true },
      {
        path: ['aggregate', 'groups'],
        label: 'Aggregation over groups',
        kind: 'choice',
        options: allowedBy(allowedGroups, groupAggregation.options),
        default: 'by additivity',
        isAdvanced: true,
      },
      { path: ['where'], label: 'Where', kind: 'record', columns: ['Column', 'Value'], isAdvanced: true },
      { path: ['completeAfter'], label: 'Complete after', default: '0h', isAdvanced: true },
      until,
    ],
  },
  dimensions: {
    title: 'Dimensions',
    noun: 'dimension',
    description: 'Keys that cost and usage are split by.',
    start: {},
    summary: (entry) => joined(text(entry, 'title'), Array.isArray(entry['from']) ? entry['from'].join(', ') : ''),
    fields: [
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
    ],
  },
  kpis: {
    title: 'KPIs',
    noun: 'KPI',
    description: 'Formulas with a name, for panels, alert rules and reports.',
    start: {},
    summary: (entry) => joined(text(entry, 'title'), text(entry, 'expression')),
    fields: [
      name,
      title,
      { path: ['expression'], label: 'Expression', isRequired: true, example: 'cost / total(active_customers)' },
      { path: ['per'], label: 'Per', kind: 'choice', options: () => choices(timeBases), default: 'month' },
      { path: ['target'], label: 'Target', kind: 'number', example: '4.20' },
      { path: ['owner'], label: 'Owner', example: 'finance' },
      { path: ['description'], label: 'Description' },
    ],
  },
};
