import type { ComboboxOption } from '@grafana/ui';
import type { Entry, Path } from './paths.ts';

/** How a field is written; what it means and what it may hold is the model's matter. */
export type FieldKind = 'text' | 'number' | 'choice' | 'switch' | 'list' | 'record' | 'rules' | 'filters';

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
  /** Shown only under "More". */
  readonly isAdvanced?: boolean;
}

/** One list of the settings and how its entries are edited. */
export interface ListSpec {
  readonly title: string;
  /** In sentences and names of buttons: `metric`, `KPI`. */
  readonly noun: string;
  readonly description: string;
  readonly fields: readonly FieldSpec[];
  /** What a new entry starts with. */
  readonly start: Entry;
  /** Behind the name in the list. */
  readonly summary: (entry: Entry) => string;
}
