import { findColumns, type Selection } from '../selection.ts';
import { quoted, type UsageTableBuilder } from '../table-builder.ts';
import { cellText, type CellReader, type SheetCell } from './cell-reader.ts';

/** Adds one row of a sheet; `line` as the spreadsheet numbers it. */
export type SheetRowAdder = (row: readonly SheetCell[], line: number) => void;

/**
 * For the rows below a header. Cells that a row lacks at its end are empty, and blank rows are none.
 * @param label of the sheet, for messages
 */
export function sheetRowAdder(
  header: readonly SheetCell[],
  selection: Selection,
  label: string,
  cells: CellReader,
  table: UsageTableBuilder
): SheetRowAdder {
  const columns = findColumns(selection, header.map(cellText), label);
  return (row, line) => {
    if (columns.where.some(({ column, value }) => cellText(row[column]).trim() !== value)) {
      return;
    }
    const bad = (cell: SheetCell, column: string, wanted: string) => {
      table.addBad(() => `${label} row ${line}: ${quoted(cellText(cell))} in column ${column} is not ${wanted}`);
    };
    const value = cells.number(row[columns.value]);
    if (value === undefined) {
      bad(row[columns.value], selection.valueColumn, 'a number');
    } else if (!Number.isNaN(value)) {
      const time = cells.time(row[columns.time]);
      if (time === undefined) {
        bad(row[columns.time], selection.dateColumn, `a date such as ${cells.example}`);
      } else {
        table.add(
          time,
          value,
          columns.dimensions.map((column) => cells.text(row[column]))
        );
      }
    }
  };
}
