import { weekdays } from '../../pkg/model/settings.ts';
import type { FieldSpec } from './field-spec.ts';

const months = Array.from({ length: 12 }, (_, index) => ({
  value: index + 1,
  label: new Intl.DateTimeFormat('en', { month: 'long', timeZone: 'UTC' }).format(Date.UTC(2000, index)),
}));

const currencies = ['USD', 'EUR', 'GBP', 'CHF', 'JPY', 'CAD', 'AUD', 'INR', 'SEK', 'NOK', 'DKK', 'PLN', 'BRL', 'SGD'];

/** What stands beside the lists. */
export const generalFields: readonly FieldSpec[] = [
  {
    path: ['currency'],
    label: 'Currency',
    kind: 'choice',
    default: 'USD',
    isOpenEnded: true,
    options: () => currencies.map((value) => ({ value })),
  },
  {
    path: ['timezone'],
    label: 'Time zone',
    kind: 'choice',
    default: 'UTC',
    isOpenEnded: true,
    options: () => ['UTC', ...Intl.supportedValuesOf('timeZone')].map((value) => ({ value })),
  },
  {
    path: ['weekStart'],
    label: 'Week start',
    kind: 'choice',
    default: 'monday',
    options: () => weekdays.map((value) => ({ value })),
  },
  {
    path: ['fiscalYearStart'],
    label: 'Fiscal year start',
    kind: 'choice',
    default: 'January',
    options: () => months,
  },
  { path: ['catalogFile'], label: 'Catalog file', example: '/var/lib/grafana/billing/catalog.yaml' },
  { path: ['scope'], label: 'Scope', kind: 'filters' },
  {
    path: ['rates'],
    label: 'Exchange rates',
    kind: 'json',
    example: '{ "values": [{ "date": "2026-10", "value": 1.08, "keys": { "currency": "EUR" } }] }',
    isAdvanced: true,
  },
];
