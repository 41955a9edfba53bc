import Papa from 'papaparse';

export type Cell = string | number | null;

/** CSV in which no spreadsheet finds a formula: a text that could be one gets an apostrophe; numbers stay numbers. */
export function csvText(columns: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return `${Papa.unparse({ fields: columns.map(defusedText), data: rows.map((row) => row.map(defused)) }, { newline: '\n' })}\n`;
}

function defused(cell: Cell): Cell {
  return typeof cell === 'string' ? defusedText(cell) : cell;
}

/** Full-width forms too: spreadsheets of East Asian locales take them for the plain ones. */
const couldBeFormula = /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/;

function defusedText(text: string): string {
  return couldBeFormula.test(text) ? `'${text}` : text;
}
