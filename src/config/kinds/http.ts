import type { FieldSpec } from '../field-spec.ts';
import { valueAt } from '../paths.ts';
import { startsAnew, timeout, whileOneOf, zoneField, type KindFields } from './kind-fields.ts';

const choices = (...values: readonly string[]) => values.map((value) => ({ value }));

const withOAuth = whileOneOf(['auth', 'type'], 'oauth2');
const withKey = whileOneOf(['auth', 'type'], 'apiKey');

const auth: readonly FieldSpec[] = [
  {
    path: ['auth', 'type'],
    label: 'Authentication',
    kind: 'choice',
    default: 'None',
    options: () => [
      { value: 'basic', label: 'User name and password' },
      { value: 'bearer', label: 'Bearer token' },
      { value: 'apiKey', label: 'API key' },
      { value: 'oauth2', label: 'OAuth 2 client credentials' },
    ],
    write: startsAnew('auth', 'type'),
  },
  {
    path: ['auth', 'username'],
    label: 'User name',
    isRequired: true,
    isFor: whileOneOf(['auth', 'type'], 'basic'),
  },
  {
    path: ['auth', 'in'],
    label: 'API key goes into',
    kind: 'choice',
    default: 'header',
    options: () => choices('header', 'query'),
    isFor: withKey,
  },
  { path: ['auth', 'name'], label: 'Header or parameter', default: 'X-API-Key', isFor: withKey },
  { path: ['auth', 'tokenUrl'], label: 'Token address', isRequired: true, isFor: withOAuth },
  { path: ['auth', 'clientId'], label: 'Client id', isRequired: true, isFor: withOAuth },
  { path: ['auth', 'scopes'], label: 'Scopes', kind: 'list', isOpenEnded: true, isFor: withOAuth },
  {
    path: ['auth', 'clientIn'],
    label: 'Client id and secret go into',
    kind: 'choice',
    default: 'header',
    options: () => choices('header', 'body'),
    isFor: withOAuth,
    isAdvanced: true,
  },
  {
    path: ['auth', 'params'],
    label: 'Token parameters',
    kind: 'record',
    columns: ['Parameter', 'Value'],
    isFor: withOAuth,
    isAdvanced: true,
  },
];

const byCursor = whileOneOf(['pagination', 'type'], 'cursor');
const byPage = whileOneOf(['pagination', 'type'], 'page');

const pagination: readonly FieldSpec[] = [
  {
    path: ['pagination', 'type'],
    label: 'Pages',
    kind: 'choice',
    default: 'One answer',
    options: () => [
      { value: 'link', label: 'Link to the next page' },
      { value: 'cursor', label: 'Cursor' },
      { value: 'page', label: 'Numbered' },
    ],
    write: startsAnew('pagination', 'type'),
  },
  {
    path: ['pagination', 'from'],
    label: 'Link or cursor in the answer',
    default: 'the Link header',
    isFor: whileOneOf(['pagination', 'type'], 'link', 'cursor'),
  },
  {
    path: ['pagination', 'param'],
    label: 'Page parameter',
    default: 'page',
    isFor: whileOneOf(['pagination', 'type'], 'cursor', 'page'),
  },
  {
    path: ['pagination', 'in'],
    label: 'Cursor goes into',
    kind: 'choice',
    default: 'query',
    options: () => choices('query', 'body'),
    isFor: byCursor,
  },
  { path: ['pagination', 'start'], label: 'First page', kind: 'number', default: '1', isFor: byPage },
  { path: ['pagination', 'step'], label: 'Page step', kind: 'number', default: '1', isFor: byPage },
  { path: ['pagination', 'size'], label: 'Page size', kind: 'number', isFor: byPage },
  { path: ['pagination', 'sizeParam'], label: 'Page size parameter', isFor: byPage },
];

/** By type of authentication. */
const secrets = new Map<unknown, readonly string[]>([
  ['basic', ['password']],
  ['bearer', ['token']],
  ['apiKey', ['apiKey']],
  ['oauth2', ['clientSecret']],
]);

export const http: KindFields = {
  connection: [
    { path: ['url'], label: 'URL', isRequired: true, example: 'https://api.example.com/v1' },
    ...auth,
    { path: ['headers'], label: 'Headers', kind: 'record', columns: ['Header', 'Value'], isAdvanced: true },
    { path: ['allowedHosts'], label: 'Allowed hosts', kind: 'list', isOpenEnded: true, isAdvanced: true },
    timeout,
    { path: ['maxResponse'], label: 'Largest answer', kind: 'number', default: '64', isAdvanced: true },
  ],
  series: [
    { path: ['path'], label: 'Path', example: '/jobs?from={{from}}&to={{to}}' },
    { path: ['format'], label: 'Format', kind: 'choice', default: 'json', options: () => choices('json', 'csv') },
    { path: ['rows'], label: 'Rows', default: '@', isFor: whileOneOf(['format'], undefined, 'json') },
    { path: ['dateColumn'], label: 'Date column', default: 'date' },
    { path: ['valueColumn'], label: 'Value column', default: 'value' },
    {
      path: ['dateFormat'],
      label: 'Date format',
      kind: 'choice',
      default: 'iso',
      options: () => choices('iso', 'yyyymmdd', 'epoch', 'epochMs'),
    },
    { path: ['method'], label: 'Method', kind: 'choice', default: 'GET', options: () => choices('GET', 'POST') },
    { path: ['params'], label: 'Parameters', kind: 'record', columns: ['Parameter', 'Value'] },
    {
      path: ['body'],
      label: 'Body',
      kind: 'body',
      example: '{ "from": "{{from}}" }',
      isFor: whileOneOf(['method'], 'POST'),
    },
    ...pagination,
    { path: ['future'], label: 'Asks for days to come', kind: 'switch', isAdvanced: true },
    { path: ['maxPages'], label: 'Most pages', kind: 'number', default: '100', isAdvanced: true },
    { path: ['maxDays'], label: 'Most days in one request', kind: 'number', isAdvanced: true },
    { ...zoneField('timezone', 'Time zone', 'UTC'), isAdvanced: true },
    { path: ['where'], label: 'Where', kind: 'record', columns: ['Column', 'Value'], isAdvanced: true },
  ],
  dimensionColumn: 'Column',
  secretsFor: (connection) => secrets.get(valueAt(connection, ['auth', 'type'])) ?? [],
  isService: true,
};
