import type { AdHocVariableFilter } from '@grafana/data';
import type { DraftFilter } from './draft.ts';

/** Ad hoc filters of the dashboard as filters of the query. An operator that the model lacks is an error of that query. */
export function fromAdHoc({ key, operator, value, values }: AdHocVariableFilter): DraftFilter {
  switch (operator) {
    case '=':
      return { dimension: key, op: 'in', values: [value] };
    case '!=':
      return { dimension: key, op: 'notIn', values: [value] };
    case '=|':
      return { dimension: key, op: 'in', values: values ?? [value] };
    case '!=|':
      return { dimension: key, op: 'notIn', values: values ?? [value] };
    case '=~':
      return { dimension: key, op: 'regex', values: [value] };
    default:
      throw new Error(
        `The ad hoc filter on ${key} uses ${operator}, which is not known here; use =, !=, one of or =~.`
      );
  }
}
