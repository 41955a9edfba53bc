import type { ComboboxOption } from '@grafana/ui';
import type { BilledQuantity } from '../../pkg/model/billed-quantity.ts';
import type { CatalogView } from '../catalog/catalog.ts';
import { freeName } from './declare-leg.ts';
import type { DraftLeg } from './draft.ts';

/** What the bill counts as options beside metrics: `GB-Mo of Amazon S3`. A charge without a service is nobody's volume. */
export function quantityOptions(
  quantities: readonly BilledQuantity[],
  { costs, currency }: CatalogView
): ComboboxOption[] {
  return quantities
    .filter(({ service }) => service !== '')
    .map((quantity) => {
      const { dataset, service, unit, cost } = quantity;
      const title = costs.find(({ name }) => name === dataset)?.title ?? dataset;
      return {
        value: quantityKey(quantity),
        label: `${unit} of ${service}`,
        description: `${title}: ${amount(quantity.quantity)} for ${amount(cost)} ${currency} in the last five weeks`,
        group: 'Counted by the bill',
      };
    });
}

/** Tells a quantity from all others, and from a metric's name. */
export function quantityKey({ dataset, service, unit }: BilledQuantity): string {
  return JSON.stringify([dataset, service, unit]);
}

/** The leg that counts it: the charges of one service in one unit, so that what it adds up is one thing. */
export function quantityLeg({ dataset, service, unit }: BilledQuantity, legs: readonly DraftLeg[]): DraftLeg {
  return {
    name: freeName(nameOf(`${service} ${unit}`), legs),
    kind: 'cost',
    dataset,
    measure: 'ConsumedQuantity',
    broadcast: false,
    chargeCategories: ['Usage'],
    filters: [
      { dimension: 'ServiceName', op: 'in', values: [service] },
      { dimension: 'ConsumedUnit', op: 'in', values: [unit] },
    ],
  };
}

/** Names may have 64 characters; a number may follow. */
const longest = 60;

/** `Amazon S3 GB-Mo` as a name of the formula language: `amazon_s3_gb_mo`. */
function nameOf(text: string): string {
  const words = text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  return words
    .join('_')
    .replace(/^[^a-z]+/, '')
    .slice(0, longest);
}

function amount(value: number): string {
  return value.toLocaleString('en', { maximumSignificantDigits: 3 });
}
