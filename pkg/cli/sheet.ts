import type { Field, Frame, Notice } from '../model/frame.ts';
import { csvText } from '../report/spreadsheet.ts';
import { dayText } from '../series/civil.ts';
import { dayOfInstant } from '../series/zone.ts';

/** An answer as rows and columns of text and numbers, for a terminal, a file or another program. */
export interface Sheet {
  /** What the frame says of itself, such as a sentence about drivers. */
  readonly title?: string;
  readonly columns: readonly string[];
  readonly units: Readonly<Record<string, string>>;
  readonly rows: readonly (readonly (string | number | null)[])[];
  /** First row whose bucket is not complete; -1 if none. */
  readonly incompleteFrom: number;
  readonly notices: readonly Notice[];
  /** Columns of milliseconds, which a person reads as days and hours. */
  readonly durations: readonly number[];
}

/** Tables one by one; numbers of one value each, told apart by labels, as the lines of one table. */
export function sheetsOf(frames: readonly Frame[]): readonly Sheet[] {
  const [first] = frames;
  if (first?.meta.type !== 'numeric-multi') {
    return frames.map(sheetOf);
  }
  const lines = frames.flatMap(({ fields }) => fields);
  return [
    {
      ...sheetOf({ meta: first.meta, fields: [] }),
      columns: ['name', 'value'],
      units: {},
      rows: lines.map((field) => [titleOf(field), cell(field, 0, 'UTC', false)]),
    },
  ];
}

/** For a terminal: several formulas side by side for each group are lines nobody can read, so each has its own table. */
export function tablesOf(frames: readonly Frame[]): readonly Sheet[] {
  return sheetsOf(frames.flatMap(byFormula));
}

function byFormula(frame: Frame): readonly Frame[] {
  const { meta, fields } = frame;
  const [time, ...series] = fields;
  const names = [...new Set(series.map(({ name }) => name))];
  const isGrouped = series.some(({ labels }) => Object.keys(labels ?? {}).some((label) => label !== 'formula'));
  if (meta.type !== 'timeseries-wide' || time === undefined || names.length < 2 || !isGrouped) {
    return [frame];
  }
  return names.map((name) => {
    const own = series.filter((field) => field.name === name).map((field) => withoutPrefix(field));
    const unit = meta.custom?.units[name];
    const units = unit === undefined ? {} : { [name]: unit };
    return {
      meta: { ...meta, ...(meta.custom && { custom: { ...meta.custom, units } }) },
      fields: [time, ...own],
    };
  });
}

/** A series is called `formula: group` where there are several formulas. */
function withoutPrefix(field: Field): Field {
  const shown = field.config?.displayNameFromDS ?? field.name;
  const prefix = `${field.name}: `;
  const own = shown.startsWith(prefix) ? shown.slice(prefix.length) : shown;
  return { ...field, config: { ...field.config, displayNameFromDS: own } };
}

/** One frame (`timeseries-wide` or `table`) to a sheet; times become local dates. */
export function sheetOf(frame: Frame | undefined): Sheet {
  const fields = frame?.fields ?? [];
  const custom = frame?.meta.custom;
  const timezone = custom?.timezone ?? 'UTC';
  const rowCount = fields[0]?.column.values.length ?? 0;
  const from = custom?.incompleteFrom === undefined ? Infinity : Date.parse(custom.incompleteFrom);
  const times = fields.find(({ column }) => column.type === 'time')?.column.values;
  const incompleteFrom = times === undefined ? -1 : times.findIndex((time) => typeof time === 'number' && time >= from);
  return {
    ...(frame?.name !== undefined && { title: frame.name }),
    columns: fields.map(titleOf),
    units: custom?.units ?? {},
    rows: Array.from({ length: rowCount }, (_, row) =>
      fields.map((field) => cell(field, row, timezone, custom?.grain === 'hour'))
    ),
    incompleteFrom,
    notices: frame?.meta.notices ?? [],
    durations: [...fields.keys()].filter((index) => fields[index]?.config?.unit === 'ms'),
  };
}

function titleOf({ name, config, column }: Field): string {
  return column.type === 'time' && name === 'time' ? 'date' : (config?.displayNameFromDS ?? name);
}

function cell({ name, column }: Field, row: number, timezone: string, withTime: boolean): string | number | null {
  const value = column.values[row];
  if (column.type === 'string' || column.type === 'boolean') {
    return typeof value === 'string' ? value : typeof value === 'boolean' ? (value ? 'yes' : 'no') : null;
  }
  if (typeof value !== 'number' || ('valid' in column && column.valid !== undefined && column.valid[row] !== 1)) {
    return null;
  }
  if (column.type === 'time') {
    return withTime ? new Date(value).toISOString() : dayText(dayShown(name, value, timezone));
  }
  return value;
}

/** What ends at an instant is shown by the last day that belongs to it, what is complete by the last whole one. */
function dayShown(name: string, instant: number, timezone: string): number {
  if (name === 'complete through') {
    return dayOfInstant(instant, timezone) - 1;
  }
  return dayOfInstant(name === 'newest' ? instant - 1 : instant, timezone);
}

export function asCsv(sheet: Sheet): string {
  return csvText(sheet.columns, sheet.rows);
}

/** One table as an object; several, such as those of a digest, as a list. */
export function asJson(sheets: readonly Sheet[]): string {
  const shown = sheets.map((sheet) => ({ ...sheet, durations: undefined })); // programs get numbers
  return `${JSON.stringify(shown.length === 1 ? shown[0] : shown, undefined, 2)}\n`;
}

export function asTable(sheet: Sheet): string {
  const formats = sheet.columns.map((_, column) => {
    const digits = decimals(sheet.rows.map((row) => row[column]));
    const number = new Intl.NumberFormat('en', {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
      signDisplay: 'negative', // no -0.000
    });
    return sheet.durations.includes(column) ? durationText : (value: number) => number.format(value);
  });
  const shown = (value: string | number | null, column: number) =>
    value === null ? '–' : typeof value === 'number' ? (formats[column]?.(value) ?? '') : value;
  const body = sheet.rows.map((row, index) => [
    ...row.map(shown),
    sheet.incompleteFrom >= 0 && index >= sheet.incompleteFrom ? '*' : '',
  ]);
  const widths = [...sheet.columns, ''].map((title, column) =>
    Math.max(title.length, ...body.map((row) => row[column]?.length ?? 0))
  );
  const isText = sheet.columns.map((_, column) => sheet.rows.some((row) => typeof row[column] === 'string'));
  const line = (cells: readonly string[]) =>
    cells
      .map((text, column) => (isText[column] ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd();
  const units = Object.entries(sheet.units).map(([name, unit]) =>
    unit === name ? unit : `${name}: ${unit || 'ratio'}`
  );
  return [
    ...(sheet.title === undefined ? [] : [sheet.title]),
    units.join('; '),
    line([...sheet.columns, '']),
    widths
      .slice(0, -1)
      .map((width) => '─'.repeat(width))
      .join('  '),
    ...body.map(line),
    ...(sheet.incompleteFrom >= 0 ? ['* not complete yet'] : []),
    '',
  ].join('\n');
}

/** From milliseconds: the two largest units, down to hours. */
function durationText(ms: number): string {
  const hours = Math.round(ms / 3_600_000);
  const days = Math.floor(hours / 24);
  return days === 0 ? `${hours}h` : `${days}d ${hours % 24}h`;
}

/** Enough digits that a column's typical value shows four significant ones, money at least its cents; none for counts. */
function decimals(values: readonly (string | number | null | undefined)[]): number {
  const found = values.filter((value) => typeof value === 'number');
  if (found.every((value) => Number.isInteger(value))) {
    return 0;
  }
  const sizes = found
    .filter((value) => value !== 0)
    .map((value) => Math.abs(value))
    .sort((a, b) => a - b);
  const middle = sizes[Math.floor(sizes.length / 2)] ?? 1;
  return Math.min(8, Math.max(2, 3 - Math.floor(Math.log10(middle))));
}
