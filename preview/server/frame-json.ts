import type { Vector } from 'apache-arrow';
import { RecordBatchReader } from 'apache-arrow';

/** A data frame as Grafana's HTTP API writes it: a schema, and values by column. */
export interface FrameJson {
  readonly schema: {
    readonly name?: string;
    readonly refId?: string;
    readonly meta?: unknown;
    readonly fields: readonly FieldJson[];
  };
  readonly data: {
    readonly values: readonly (readonly unknown[])[];
    /** Where numbers are that JSON cannot hold, by column; absent where there are none. */
    readonly entities?: readonly (Entities | null)[];
  };
}

interface FieldJson {
  readonly name: string;
  readonly type: string;
  readonly typeInfo: { readonly frame: string; readonly nullable?: true };
  readonly labels?: unknown;
  readonly config?: unknown;
}

interface Entities {
  readonly NaN?: readonly number[];
  readonly Inf?: readonly number[];
  readonly NegInf?: readonly number[];
}

/** The Go types behind the column types that this plugin sends. */
const goTypes: Readonly<Record<string, string>> = {
  time: 'time.Time',
  number: 'float64',
  string: 'string',
  boolean: 'bool',
};

/** One frame of the plugin protocol, an Arrow IPC file, to the JSON that Grafana's front end reads. */
export function frameJson(file: Uint8Array): FrameJson {
  // Not tableFromIPC: where several fields have one name, as the groups of a formula do, a table confuses them.
  const reader = RecordBatchReader.from(file).open();
  const { metadata, fields } = reader.schema;
  const batches = [...reader];
  const meta = parsed(metadata.get('meta'));
  const name = metadata.get('name');
  const refId = metadata.get('refId');
  const columns = fields.map((field, index) => {
    const type = field.metadata.get('tstype') ?? 'other';
    const vectors = batches.flatMap((batch) => batch.getChildAt(index) ?? []);
    return { field, type, values: vectors.flatMap((vector) => valuesOf(vector, type)) };
  });
  const entities = columns.map(({ values }) => entitiesOf(values));
  return {
    schema: {
      ...(name !== undefined && name !== '' && { name }),
      ...(refId !== undefined && { refId }),
      ...(meta !== undefined && { meta }),
      fields: columns.map(({ field, type }) => {
        const labels = parsed(field.metadata.get('labels'));
        const config = parsed(field.metadata.get('config'));
        return {
          name: field.name,
          type,
          typeInfo: { frame: goTypes[type] ?? type, ...(field.nullable && { nullable: true }) },
          ...(labels !== undefined && { labels }),
          ...(config !== undefined && { config }),
        };
      }),
    },
    data: {
      values: columns.map(({ values }) =>
        values.map((value) => (typeof value === 'number' && !Number.isFinite(value) ? null : value))
      ),
      ...(entities.some((entry) => entry !== null) && { entities }),
    },
  };
}

function parsed(json: string | undefined): unknown {
  return json === undefined ? undefined : JSON.parse(json);
}

function valuesOf(vector: Vector, type: string): unknown[] {
  // What nanoseconds come out as depends on the version of apache-arrow; milliseconds are what the page wants.
  return Array.from(vector, (value: unknown) =>
    type === 'time' && typeof value === 'bigint' ? Number(value / 1_000_000n) : value
  );
}

function entitiesOf(values: readonly unknown[]): Entities | null {
  const at = (wanted: number) => values.flatMap((value, index) => (Object.is(value, wanted) ? [index] : []));
  const found = { NaN: at(NaN), Inf: at(Infinity), NegInf: at(-Infinity) };
  const present = Object.entries(found).filter(([, indexes]) => indexes.length > 0);
  return present.length === 0 ? null : Object.fromEntries(present);
}
