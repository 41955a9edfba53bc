import { LRUCache } from 'lru-cache';
import { RE2JS } from 're2js';

/** Compiling takes longer than all else in making a statement, and the same patterns come with every query. */
const known = new LRUCache<string, { readonly fault: unknown }>({ max: 1000 });

/** What is wrong with a pattern as RE2 syntax, which is also DuckDB's; undefined where nothing is. */
export function re2Fault(pattern: string): unknown {
  let checked = known.get(pattern);
  if (checked === undefined) {
    checked = { fault: compileFault(pattern) };
    known.set(pattern, checked);
  }
  return checked.fault;
}

function compileFault(pattern: string): unknown {
  try {
    RE2JS.compile(pattern);
    return undefined;
  } catch (error) {
    return error;
  }
}
