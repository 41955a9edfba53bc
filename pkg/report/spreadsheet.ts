import Papa from 'papaparse';

export type Cell = string | number | null;

/** CSV in which no spreadsheet finds a formula: a text that could be one gets an apostrophe; numbers stay numbers. */
export function csvText(columns: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return `${Papa.unparse({ fields: columns.map(defusedText), data: rows.map((row) => row.map(defused)) }, { newline: '\n' })}\n`;
}

function defused(cell: Cell): Cell {
  return typeof cell === 'string' ? defusedText(cell) : cell;
}

function defusedText(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}
