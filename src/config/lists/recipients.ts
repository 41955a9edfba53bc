import { recipientSecrets, type RecipientType } from '../../../pkg/model/recipient.ts';
import { catalogLists } from '../../../pkg/model/settings.ts';
import type { FieldSpec, ListSpec } from '../field-spec.ts';
import { timeout } from '../kinds/kind-fields.ts';
import { type Entry, withValue } from '../paths.ts';
import { choices, joined, name, namesOf, text } from './shared-fields.ts';

const types: readonly { readonly value: RecipientType; readonly label: string }[] = [
  { value: 'slack', label: 'Slack' },
  { value: 'email', label: 'E-mail' },
  { value: 'webhook', label: 'Webhook' },
];

const link: FieldSpec = {
  path: ['link'],
  label: 'Link',
  example: 'https://grafana.example.com/d/…',
  isAdvanced: true,
};

/** The one value that the reports are limited to. */
const about: readonly FieldSpec[] = [
  {
    path: ['about', 'dimension'],
    label: 'About dimension',
    kind: 'choice',
    isOpenEnded: true,
    options: namesOf('dimensions'),
    isAdvanced: true,
  },
  { path: ['about', 'value'], label: 'About value', example: 'checkout', isAdvanced: true },
];

const own: Readonly<Record<RecipientType, readonly FieldSpec[]>> = {
  slack: [
    { path: ['channel'], label: 'Channel', example: '#finops' },
    link,
    { path: ['endpoint'], label: 'Endpoint', default: 'https://slack.com/api', isAdvanced: true },
  ],
  email: [
    { path: ['host'], label: 'Server', isRequired: true, example: 'smtp.example.com' },
    { path: ['from'], label: 'From', isRequired: true, example: 'Unit Economics <costs@example.com>' },
    { path: ['to'], label: 'To', kind: 'list', isRequired: true, isOpenEnded: true, example: 'finance@example.com' },
    { path: ['user'], label: 'User' },
    link,
    { path: ['port'], label: 'Port', kind: 'number', default: '587', isAdvanced: true },
    {
      path: ['encryption'],
      label: 'Encryption',
      kind: 'choice',
      default: 'starttls',
      options: () => choices(['starttls', 'tls', 'none']),
      isAdvanced: true,
    },
    { path: ['ca'], label: 'Certificate authority', kind: 'lines', isAdvanced: true },
  ],
  webhook: [
    { path: ['url'], label: 'URL', example: 'https://example.com/reports' },
    { path: ['headers'], label: 'Headers', kind: 'record', columns: ['Header', 'Value'], isAdvanced: true },
  ],
};

type SecretTexts = Readonly<Record<string, { readonly title: string; readonly description: string }>>;

function typeOf({ type }: Entry): RecipientType | undefined {
  return types.find(({ value }) => value === type)?.value;
}

const type: FieldSpec = {
  path: ['type'],
  label: 'Type',
  kind: 'choice',
  isRequired: true,
  hint: 'How reports are sent; fixed once there is a secret',
  options: () => [...types],
  write: (entry, value) => {
    const [before, after] = [keysOf(entry), keysOf({ type: value })];
    const fitting = Object.entries(entry).filter(([key]) => after.includes(key) || !before.includes(key));
    return withValue(Object.fromEntries(fitting), ['type'], value);
  },
};

function keysOf(entry: Entry): readonly (string | undefined)[] {
  const chosen = typeOf(entry);
  return chosen === undefined ? [] : own[chosen].map(({ path: [key] }) => key);
}

export const recipients: ListSpec = {
  title: 'Recipients',
  noun: 'recipient',
  description: 'Whom reports are sent to.',
  start: { type: 'slack' },
  summary: (entry) =>
    joined(
      types.find(({ value }) => value === entry['type'])?.label ?? '',
      ...['channel', 'host', 'url'].map((key) => text(entry, key))
    ),
  fields: (entry) => {
    const chosen = typeOf(entry);
    return [
      { ...name, hint: 'Reports refer to it; fixed once there is a secret' },
      type,
      ...(chosen === undefined ? [] : own[chosen]),
      ...about,
      { ...timeout, default: '60s' },
    ];
  },
  checks: (entry) => [
    catalogLists.recipients.options.find(({ shape }) => shape.type.value === entry['type']) ?? catalogLists.recipients,
  ],
  secrets: (entry) => {
    const chosen = typeOf(entry);
    const known: SecretTexts = chosen === undefined ? {} : recipientSecrets[chosen];
    return Object.entries(known).map(([key, texts]) => ({ key, ...texts, isLong: false, isNeeded: true }));
  },
  isTestable: false,
};
