import type * as z from 'zod';

/** A secret of a connection: stored by Grafana as `connections.NAME.KEY` in secureJsonData, never shown again. */
export interface SecretField {
  readonly title: string;
  readonly description?: string;
}

/** What one type of connection means: its own settings, what a metric on it has to give, and its secrets. */
export interface ConnectionKind<Connection extends z.ZodObject, Series extends z.ZodObject> {
  readonly title: string;
  /** The connection entry, with `type` as a literal. */
  readonly connection: Connection;
  /** The keys of a metric that say where its values are; the same keys, some of them, under `total`. */
  readonly series: Series;
  readonly secrets: Readonly<Record<string, SecretField>>;
  /** Whether cost datasets can be read from it. */
  readonly charges: boolean;
  /** Whether a read is limited to a range of days; otherwise everything is read at once. */
  readonly ranged: boolean;
  /** How old values may be, where a metric does not say: longer where each look costs money. */
  readonly refresh?: string;
}

/** What a metric's entry holds beside what every metric has; its connection tells the type. */
export function seriesShape({ series }: { readonly series: z.ZodObject }): z.ZodRawShape {
  return Object.fromEntries(Object.entries(series.shape).filter(([key]) => key !== 'type'));
}

export function connectionKind<Connection extends z.ZodObject, Series extends z.ZodObject>(
  kind: ConnectionKind<Connection, Series>
): ConnectionKind<Connection, Series> {
  return kind;
}
