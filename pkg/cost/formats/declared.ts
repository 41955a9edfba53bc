import type { Maybe } from '../expression/build.ts';
import type { SourceColumns } from '../expression/source-columns.ts';
import type { ChargeMapping } from '../charge-format.ts';

const askable = /^[A-Za-z][A-Za-z0-9_]*$/;

/**
 * Looks FOCUS columns up in a format's list. What FOCUS has not, and the list does not name, is reached by the source's own
 * name: `line_item_operation`, `MeterCategory`.
 */
export function declared(
  columns: Readonly<Record<string, Maybe>>,
  source: SourceColumns
): Pick<ChargeMapping, 'column' | 'names'> {
  const known = Object.keys(columns).filter((name) => columns[name] !== undefined);
  const own = source.all.map(({ name }) => name).filter((name) => askable.test(name) && !known.includes(name));
  return {
    column: (name) => (Object.hasOwn(columns, name) ? columns[name] : source.first(name)),
    names: [...known, ...own],
  };
}
