import { UnitEconomicsError } from '../model/errors.ts';
import type { UsageTable } from './usage-source.ts';

/** Bounds memory at about 200 MB for a metric of three dimensions: a year of hours for 570 groups. */
export const maxRows = 5_000_000;
const maxSamples = 5;
const maxCellInMessage = 40;

/** Collects rows in columns that grow by doubling. Equal dimension values share one string. */
export class UsageTableBuilder {
  private times = new Float64Array(1024);
  private values = new Float64Array(1024);
  private rows = 0;
  private badRows = 0;
  private readonly badSamples: string[] = [];
  private readonly dimensions: (string | null)[][];
  private readonly interned = new Map<string, string>();
  private readonly metric: string;
  private first = -Infinity;
  private end = Infinity;

  constructor(metric: string, dimensionCount: number) {
    this.metric = metric;
    this.dimensions = Array.from({ length: dimensionCount }, () => []);
  }

  /** From now on rows at other times are passed over, so that what services repeat around a range counts once. */
  limitTo(first: number, end: number): void {
    this.first = first;
    this.end = end;
  }

  add(time: number, value: number, keys: readonly (string | null)[]): void {
    if (time < this.first || time >= this.end) {
      return;
    }
    if (this.rows === this.times.length) {
      this.grow();
    }
    this.times[this.rows] = time;
    this.values[this.rows] = value;
    this.rows += 1;
    this.dimensions.forEach((column, index) => {
      const key = keys[index] ?? null;
      column.push(key === null ? null : this.intern(key));
    });
  }

  /** @param say called only while samples are still wanted */
  addBad(say: () => string): void {
    this.badRows += 1;
    if (this.badSamples.length < maxSamples) {
      this.badSamples.push(say());
    }
  }

  build(): UsageTable {
    return {
      times: this.times.slice(0, this.rows),
      values: this.values.slice(0, this.rows),
      dimensions: this.dimensions,
      rows: this.rows,
      badRows: this.badRows,
      badSamples: this.badSamples,
    };
  }

  private grow(): void {
    if (this.rows >= maxRows) {
      throw new UnitEconomicsError(
        'tooMuch',
        `The metric ${this.metric} has more than ${maxRows} rows; sum its files up by day and dimension before this plugin reads them.`
      );
    }
    const size = Math.min(this.times.length * 2, maxRows);
    this.times = enlarged(this.times, size);
    this.values = enlarged(this.values, size);
  }

  private intern(key: string): string {
    const known = this.interned.get(key);
    if (known === undefined) {
      this.interned.set(key, key);
    }
    return known ?? key;
  }
}

function enlarged(column: Float64Array, size: number): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(size);
  larger.set(column);
  return larger;
}

/** A cell as messages show it. */
export function quoted(cell: string): string {
  return JSON.stringify(cell.length > maxCellInMessage ? `${cell.slice(0, maxCellInMessage)}…` : cell);
}
