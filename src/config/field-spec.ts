import type { ComboboxOption } from '@grafana/ui';
import type * as z from 'zod';
import type { Entry, Path } from './paths.ts';

/**
 * How a field is written; what it means and what it may hold is the model's matter. `lines` is text of several lines,
 * `json` any JSON, `body` JSON or else text, `amounts` a list of date, value and keys.
 */
export type FieldKind =
  | 'text'
  | 'number'
  | 'lines'
  | 'choice'
  | 'switch'
  | 'list'
  | 'record'
  | 'rules'
  | 'filters'
  | 'json'
  | 'body'
  | 'amounts';

export interface FieldSpec {
  readonly path: Path;
  readonly label: string;
  readonly kind?: FieldKind;
  readonly isRequired?: boolean;
  /** Shown in the empty field: what the back end takes instead. */
  readonly default?: string;
  /** Shown in an empty field that has no default, while it can be written. */
  readonly example?: string;
  /** For `choice` and `list`; they may depend on the entry and on the rest of the settings. */
  readonly options?: (entry: Entry, settings: Entry) => ComboboxOption<string | number>[];
  /** Values that are not among the options may be written too. */
  readonly isOpenEnded?: boolean;
  /** For `switch`: what the back end takes when nothing is set. */
  readonly isOnByDefault?: boolean;
  /** For `record`: what stands left and right. */
  readonly columns?: readonly [left: string, right: string];
  /** Below the label where the model has no description. */
  readonly hint?: string;
  /** Shown only under "More". */
  readonly isAdvanced?: boolean;
  /** Shown only in entries for which it means something, or which have a value there. */
  readonly isFor?: (entry: Entry) => boolean;
  /** Keys that say the same in another way: an entry has this one or those. */
  readonly takesPlaceOf?: readonly string[];
  /** What the field shows where that is not the value at its path. */
  readonly read?: (entry: Entry) => unknown;
  /** The entry with a new value where more than this field changes. */
  readonly write?: (entry: Entry, value: unknown, settings: Entry) => Entry;
}

/** A secret of an entry, kept beside the settings. */
export interface SecretSpec {
  readonly key: string;
  readonly title: string;
  readonly description?: string;
  /** Of several lines, such as a key file. */
  readonly isLong: boolean;
  /** The entry as it is now has use for it. */
  readonly isNeeded: boolean;
}

/** One list of the settings and how its entries are edited. */
export interface ListSpec {
  readonly title: string;
  /** In sentences and names of buttons: `metric`, `KPI`. */
  readonly noun: string;
  readonly description: string;
  /** They may follow from the type of the entry's connection. */
  readonly fields: (entry: Entry, settings: Entry) => readonly FieldSpec[];
  /** The type of the entry's connection is not known here, and so neither are all of its fields. */
  readonly isPartlyKnown?: (entry: Entry, settings: Entry) => boolean;
  /** Each says what is wrong with some of an entry's keys, and describes them. */
  readonly checks: (entry: Entry, settings: Entry) => readonly z.ZodType[];
  /** What an entry may keep beside the settings. */
  readonly secrets?: (entry: Entry) => readonly SecretSpec[];
  /** What a new entry starts with. */
  readonly start: Entry;
  /** Behind the name in the list. */
  readonly summary: (entry: Entry) => string;
  /** The back end can try a saved entry by itself. */
  readonly isTestable: boolean;
}
