import * as z from 'zod';
import { UnitEconomicsError } from '../../model/errors.ts';
import { identifier } from './names.ts';

/** A column as BigQuery describes it. */
export interface Field {
  readonly name: string;
  readonly type: string;
  readonly mode?: string | undefined;
  readonly fields?: readonly Field[] | undefined;
}

export const field: z.ZodType<Field> = z.object({
  name: z.string(),
  type: z.string(),
  mode: z.string().optional(),
  get fields() {
    return z.array(field).optional();
  },
});

/** A column that can stand in a statement. */
export interface Column {
  /** Quoted. */
  readonly sql: string;
  readonly type: string;
}

/** Days and instants that a period can be cut from. */
export const timeTypes = ['DATE', 'DATETIME', 'TIMESTAMP'] as const;
export type TimeType = (typeof timeTypes)[number];
export type TimeColumn = Column & { readonly type: TimeType };

const numberTypes = ['INT64', 'FLOAT64', 'NUMERIC', 'BIGNUMERIC'];
/** The names that the API still gives to types. */
const today = new Map([
  ['INTEGER', 'INT64'],
  ['FLOAT', 'FLOAT64'],
  ['BOOLEAN', 'BOOL'],
  ['STRUCT', 'RECORD'],
]);
/** Of tables partitioned by the time of loading; no schema lists them. */
const pseudo: readonly Field[] = [
  { name: '_PARTITIONDATE', type: 'DATE' },
  { name: '_PARTITIONTIME', type: 'TIMESTAMP' },
];

/** Finds columns of one table or statement by name, a dot leading into a record, upper and lower case being the same. */
export class Columns {
  readonly names: readonly string[];
  private readonly fields: readonly Field[];
  private readonly who: string;
  private readonly place: string;

  /** @param who and @param place for messages: `The metric jobs`; the table's name, or `its sql` */
  constructor(fields: readonly Field[], who: string, place: string) {
    this.fields = fields;
    this.names = fields.map(({ name }) => name);
    this.who = who;
    this.place = place;
  }

  has(name: string): boolean {
    return this.look(name) !== undefined;
  }

  find(name: string): Column {
    const found = this.look(name);
    if (found === undefined) {
      throw this.problem(
        'notFound',
        name,
        `which ${this.place} does not have; its columns are ${this.names.join(', ')}`
      );
    }
    const { type, mode } = found.field;
    if (mode === 'REPEATED' || type === 'RECORD' || type === 'STRUCT') {
      throw this.problem('badData', name, `which holds several values in ${this.place}; choose one of them with sql`);
    }
    return { sql: found.path.map(identifier).join('.'), type: today.get(type) ?? type };
  }

  findNumber(name: string): Column {
    const column = this.find(name);
    if (!numberTypes.includes(column.type)) {
      throw this.problem(
        'badData',
        name,
        `which is ${column.type} in ${this.place} and not a number; use sql to make it one`
      );
    }
    return column;
  }

  /** @throws badData for what is no time, or is a day where hours are wanted */
  findTime(name: string, hours = false): TimeColumn {
    const column = this.find(name);
    const type = timeTypes.find((known) => known === column.type);
    if (type === undefined || (hours && type === 'DATE')) {
      const wanted = hours ? 'DATETIME or TIMESTAMP' : timeTypes.join(', ');
      throw this.problem(
        'badData',
        name,
        `which is ${column.type} in ${this.place} and not ${wanted}; use sql to make it one`
      );
    }
    return { sql: column.sql, type };
  }

  private look(name: string): { readonly field: Field; readonly path: readonly string[] } | undefined {
    let fields: readonly Field[] = [...this.fields, ...pseudo];
    let found: Field | undefined;
    const path: string[] = [];
    for (const part of name.split('.')) {
      found = fields.find((one) => one.name.toLowerCase() === part.toLowerCase());
      if (found === undefined) {
        return undefined;
      }
      path.push(found.name);
      fields = found.mode === 'REPEATED' ? [] : (found.fields ?? []);
    }
    return found && { field: found, path };
  }

  private problem(code: 'notFound' | 'badData', name: string, what: string): UnitEconomicsError {
    return new UnitEconomicsError(code, `${this.who} needs the column ${name}, ${what}.`);
  }
}
