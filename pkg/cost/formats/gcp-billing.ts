import type { ChargeFormat } from '../charge-format.ts';
import {
  all,
  choose,
  coalesce,
  firstText,
  isGreater,
  isIn,
  item,
  length,
  literal,
  not,
  pair,
  part,
  plus,
  replace,
  startsWith,
  when,
  zero,
  type Maybe,
} from '../expression/build.ts';
import { fieldOf, SourceColumns } from '../expression/source-columns.ts';
import { jsonExtensions, textFields } from '../json-files.ts';
import { declared } from './declared.ts';

const labels = 'STRUCT("key" VARCHAR, "value" VARCHAR)[]';

/** Where labels are; a tag is asked for by its key alone, or with one of these and a slash before it. */
const labelPlaces = ['labels', 'system_labels', 'project.labels', 'tags'] as const;

/**
 * Google Cloud's billing export, standard or detailed, in files. A row's credits lie in an array in it: the row is the charge
 * before credits (part 0), each credit one more.
 */
export const gcpBilling: ChargeFormat = {
  id: 'gcp-billing',
  title: 'Google Cloud billing export',
  extensions: ['.parquet', '.csv', '.csv.gz', ...jsonExtensions],
  needs: { ChargePeriodStart: 'usage_start_time', BilledCost: 'cost' },
  json: [
    ...textFields('billing_account_id', 'usage_start_time', 'usage_end_time', 'cost_type', 'cost', 'cost_at_list'),
    ...textFields('currency', 'currency_conversion_rate', 'transaction_type', 'seller_name', 'export_time'),
    { name: 'invoice', type: 'STRUCT("month" VARCHAR)' },
    { name: 'service', type: 'STRUCT(id VARCHAR, description VARCHAR)' },
    { name: 'sku', type: 'STRUCT(id VARCHAR, description VARCHAR)' },
    { name: 'project', type: `STRUCT(id VARCHAR, "number" VARCHAR, "name" VARCHAR, labels ${labels})` },
    { name: 'location', type: 'STRUCT("location" VARCHAR, country VARCHAR, region VARCHAR, "zone" VARCHAR)' },
    { name: 'resource', type: 'STRUCT("name" VARCHAR, global_name VARCHAR)' },
    {
      name: 'usage',
      type: 'STRUCT(amount VARCHAR, unit VARCHAR, amount_in_pricing_units VARCHAR, pricing_unit VARCHAR)',
    },
    { name: 'credits', type: 'STRUCT("name" VARCHAR, amount VARCHAR, id VARCHAR, "type" VARCHAR)[]' },
    { name: 'labels', type: labels },
    { name: 'system_labels', type: labels },
    { name: 'tags', type: labels },
  ],
  mapping(columns, dialect) {
    const source = new SourceColumns(columns, dialect);
    const costType = source.first('cost_type');
    const credits = source.first('credits');
    const credit = credits && item(credits, part);
    const ofCredit = (name: string): Maybe => fieldOf(credit, name);
    const isCredit = credits && isGreater(part, zero);
    const creditOr = (name: string, other: Maybe): Maybe => choose([when(isCredit, ofCredit(name))], other);
    const unlessCredit = (value: Maybe): Maybe =>
      isCredit && value ? choose([when(not(isCredit), value)], undefined) : value;

    const cost = creditOr('amount', source.first('cost'));
    const atList = source.first('cost_at_list');
    const creditType = ofCredit('type');
    const isCommitment = isCredit && creditType && all(isCredit, startsWith(creditType, 'COMMITTED_USAGE_DISCOUNT'));
    const rate = source.first('currency_conversion_rate');
    const listed = {
      ProviderName: literal('Google Cloud'),
      PublisherName: source.first('seller_name'),
      BillingAccountId: source.first('billing_account_id'),
      SubAccountId: source.path('project', 'id'),
      SubAccountName: source.path('project', 'name'),
      BillingPeriodStart: replace(source.path('invoice', 'month'), '^(\\d{4})(\\d{2})$', '\\1-\\2-01'),
      ChargePeriodStart: source.first('usage_start_time'),
      ChargePeriodEnd: source.first('usage_end_time'),
      ChargeCategory: choose(
        [
          when(isCredit, literal('Credit')),
          when(costType && isIn(costType, 'tax'), literal('Tax')),
          when(costType && isIn(costType, 'adjustment', 'rounding_error', 'rounding error'), literal('Adjustment')),
        ],
        literal('Usage')
      ),
      ChargeDescription: creditOr('name', source.path('sku', 'description')),
      BilledCost: cost,
      EffectiveCost: cost,
      ListCost: atList && creditOr('amount', coalesce(atList, source.first('cost'))),
      ContractedCost: cost,
      BillingCurrency: source.first('currency'),
      // Google's prices are in US dollars; the rate is of the invoice's month.
      PricingCurrency: rate && literal('USD'),
      x_BillingExchangeRate: rate,
      ConsumedQuantity: unlessCredit(source.path('usage', 'amount')),
      ConsumedUnit: source.path('usage', 'unit'),
      PricingQuantity: unlessCredit(source.path('usage', 'amount_in_pricing_units')),
      PricingUnit: source.path('usage', 'pricing_unit'),
      ServiceName: source.path('service', 'description'),
      SkuId: source.path('sku', 'id'),
      ResourceId: firstText(source.path('resource', 'global_name'), source.path('resource', 'name')),
      ResourceName: source.path('resource', 'name'),
      RegionId: firstText(source.path('location', 'region'), source.path('location', 'location')),
      AvailabilityZone: source.path('location', 'zone'),
      CommitmentDiscountId: isCommitment && choose([when(isCommitment, ofCredit('id'))], undefined),
      CommitmentDiscountStatus: isCommitment && choose([when(isCommitment, literal('Used'))], undefined),
    };
    return {
      ...declared(listed, source),
      tag(asked) {
        const place = labelPlaces.find((one) => asked.startsWith(`${one}/`)) ?? 'labels';
        const key = asked.startsWith(`${place}/`) ? asked.slice(place.length + 1) : asked;
        return pair(source.path(...place.split('.')), key);
      },
      charges: credits && plus(literal(1), length(credits)),
    };
  },
};
