import * as z from 'zod';
import { budgetEntry, budgetOn } from '../../../pkg/model/budget.ts';
import { seriesShape } from '../../../pkg/model/connections/connection-kind.ts';
import { connectionKinds, type ConnectionType } from '../../../pkg/model/connections/connection.ts';
import { grains } from '../../../pkg/model/grain.ts';
import { settingsHead } from '../../../pkg/model/settings.ts';
import type { FieldSpec, ListSpec } from '../field-spec.ts';
import { withConnection } from '../kinds/change-type.ts';
import { isOnUnknown, kinds, typeOf } from '../kinds/kinds.ts';
import type { Entry } from '../paths.ts';
import { choices, connection, joined, kept, name, sharedShape, text, title } from './shared-fields.ts';

const amounts: FieldSpec = { path: ['amounts'], label: 'Amounts', kind: 'amounts', isRequired: true };

function fieldsOn(type: ConnectionType | undefined, isOnConnection: boolean): readonly FieldSpec[] {
  const kind = type && kinds[type];
  return [
    name,
    title,
    { ...connection, isRequired: false, default: 'None: amounts are written here', write: withConnection },
    { path: ['nativeGrain'], label: 'Native grain', kind: 'choice', options: () => choices(grains), default: 'month' },
    {
      path: ['dimensions'],
      label: 'Dimensions',
      kind: 'record',
      columns: ['Dimension', kind?.dimensionColumn ?? 'Key'],
    },
    { ...amounts, isFor: () => !isOnConnection },
    ...(kind?.series ?? []),
    ...(kind?.isService === true ? kept : []),
  ];
}

const declared = sharedShape(budgetEntry);
const written = z.object({ amounts: budgetEntry.options[0].shape.amounts });

export const budgets: ListSpec = {
  title: 'Budgets',
  noun: 'budget',
  description: 'Money planned for each period, in the currency of the data source.',
  start: {},
  summary: (entry) => joined(text(entry, 'title'), amountsOf(entry), text(entry, 'connection')),
  fields: (entry, settings) => fieldsOn(typeOf(entry, settings), entry['connection'] !== undefined),
  isPartlyKnown: isOnUnknown,
  checks: (entry, settings) => {
    const type = typeOf(entry, settings);
    if (isOnUnknown(entry, settings)) {
      return [declared];
    }
    const series = type === undefined ? written : z.object(seriesShape(connectionKinds[type]));
    const currency = settingsHead.shape.currency.safeParse(settings['currency']);
    return [declared, series, budgetOn(type, currency.data ?? '')];
  },
  isTestable: true,
};

function amountsOf({ amounts: list }: Entry): string {
  return Array.isArray(list) ? `${list.length} amount${list.length === 1 ? '' : 's'}` : '';
}
