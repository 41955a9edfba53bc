import type { ConnectionType } from '../../../pkg/model/connections/connection.ts';
import type { FieldSpec } from '../field-spec.ts';
import { type Entry, valueAt, withValue } from '../paths.ts';

/** How a type of connection is written in the editor. Which secrets it has the model says. */
export interface KindFields {
  /** Of the connection, beside its name and type. */
  readonly connection: readonly FieldSpec[];
  /** Of a metric on it: where its values are. */
  readonly series: readonly FieldSpec[];
  /** What holds the value of a dimension: a column, a tag. */
  readonly dimensionColumn: string;
  /** Secrets of several lines, such as a key file. */
  readonly longSecrets?: readonly string[];
  /** The secrets that a connection needs; all of them where this is absent. */
  readonly secretsFor?: (connection: Entry) => readonly string[];
  /** Values come from a service, and are kept for a while. */
  readonly isService: boolean;
}

export type Kinds = Readonly<Record<ConnectionType, KindFields>>;

/** What all connections to services have. */
export const serviceFields = (publicAddress: string): readonly FieldSpec[] => [
  { path: ['endpoint'], label: 'Endpoint', default: publicAddress, isAdvanced: true },
  timeout,
];
export const timeout: FieldSpec = { path: ['timeout'], label: 'Timeout', default: '20s', isAdvanced: true };

export const zoneField = (path: string, label: string, otherwise: string): FieldSpec => ({
  path: [path],
  label,
  kind: 'choice',
  default: otherwise,
  isOpenEnded: true,
  options: () => ['UTC', ...Intl.supportedValuesOf('timeZone')].map((value) => ({ value })),
});

/** A choice on which the other keys of its object depend: another choice starts the object anew. */
export function startsAnew(object: string, key: string): NonNullable<FieldSpec['write']> {
  return (entry, value) => withValue(entry, [object], value === undefined ? undefined : { [key]: value });
}

/** The field means something while another one has one of these values. */
export function whileOneOf(path: readonly string[], ...values: readonly unknown[]): (entry: Entry) => boolean {
  return (entry) => values.includes(valueAt(entry, path));
}
