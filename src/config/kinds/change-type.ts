import { connectionKinds, type ConnectionType } from '../../../pkg/model/connections/connection.ts';
import { isRecord } from '../../../pkg/model/issues.ts';
import { type Entry, withValue } from '../paths.ts';
import { isType, typeOf } from './kinds.ts';

/** A connection of another type: keys that the new type does not know go. */
export function withType(entry: Entry, type: unknown): Entry {
  const before = entry['type'];
  return isType(before) && isType(type)
    ? {
        ...without(entry, keysOf(connectionKinds[before].connection), keysOf(connectionKinds[type].connection)),
        type,
      }
    : withValue(entry, ['type'], type);
}

/** An entry on another connection: where its values were goes, as far as the new connection's type does not know it. */
export function withConnection(entry: Entry, connection: unknown, settings: Entry): Entry {
  const changed = withValue(entry, ['connection'], connection);
  const [before, after] = [typeOf(entry, settings), typeOf(changed, settings)];
  if (before === undefined || after === undefined || before === after) {
    return changed;
  }
  const fitting = (part: Entry) => without(part, seriesKeys(before), seriesKeys(after));
  const { total } = changed;
  const rest = fitting(changed);
  return isRecord(total) ? withValue(rest, ['total'], fitting(total)) : rest;
}

function without(entry: Entry, gone: readonly string[], kept: readonly string[]): Entry {
  return Object.fromEntries(Object.entries(entry).filter(([key]) => kept.includes(key) || !gone.includes(key)));
}

function keysOf({ shape }: { readonly shape: object }): readonly string[] {
  return Object.keys(shape);
}

function seriesKeys(type: ConnectionType): readonly string[] {
  return keysOf(connectionKinds[type].series);
}
