import type { ChargeFormat } from '../charge-format.ts';
import {
  all,
  choose,
  coalesce,
  concat,
  entry,
  firstText,
  isIn,
  literal,
  replace,
  startsWith,
  times,
  when,
  zero,
  type Maybe,
} from '../expression/build.ts';
import { SourceColumns } from '../expression/source-columns.ts';
import { declared } from './declared.ts';

/** A translated header has the English name in brackets: `Kosten (CostInBillingCurrency)`. */
function englishName(name: string): string {
  return (/\(([A-Za-z]+)\)\s*$/.exec(name)?.[1] ?? name).toLowerCase();
}

/** Azure cost details of an Enterprise Agreement or a Microsoft Customer Agreement, actual or amortised. */
export const azureCost: ChargeFormat = {
  id: 'azure-cost',
  title: 'Azure cost details',
  extensions: ['.parquet', '.csv', '.csv.gz'],
  needs: { ChargePeriodStart: 'Date', BilledCost: 'CostInBillingCurrency' },
  mapping(columns, dialect) {
    const source = new SourceColumns(columns, dialect, englishName);
    const chargeType = source.first('ChargeType');
    const model = source.first('PricingModel');
    const quantity = source.first('Quantity', 'UsageQuantity');
    const cost = source.first('CostInBillingCurrency', 'Cost', 'PreTaxCost');
    const isUse = chargeType && isIn(chargeType, 'Usage');
    const isUnused = chargeType && isIn(chargeType, 'UnusedReservation', 'UnusedSavingsPlan');
    const isCommitment = model && isIn(model, 'Reservation', 'SavingsPlan');
    const used = isUse && isCommitment && all(isUse, isCommitment);
    const ofUse = (value: Maybe): Maybe => value && choose([when(isUse, value)], isUse ? undefined : value);

    const inBillingCurrency = (price: Maybe): Maybe => {
      const amount = times(price, quantity);
      return coalesce(times(amount, source.first('ExchangeRatePricingToBilling')), amount);
    };
    const priced = (amount: Maybe): Maybe =>
      amount && choose([when(isUnused, zero), when(isUse, coalesce(amount, cost))], isUse ? cost : amount);
    const listed = {
      ProviderName: literal('Microsoft'),
      PublisherName: source.first('PublisherName'),
      InvoiceId: source.first('InvoiceId', 'InvoiceNumber'),
      BillingAccountId: source.first('BillingAccountId', 'EnrollmentNumber'),
      BillingAccountName: source.first('BillingAccountName'),
      SubAccountId: source.first('SubscriptionId', 'SubscriptionGuid'),
      SubAccountName: source.first('SubscriptionName'),
      BillingPeriodStart: isoDate(source.first('BillingPeriodStartDate')),
      BillingPeriodEnd: isoDate(source.first('BillingPeriodEndDate')),
      ChargePeriodStart: isoDate(source.first('Date', 'UsageDateTime', 'UsageDate')),
      ChargeCategory: choose(
        [
          when(chargeType && isIn(chargeType, 'Purchase'), literal('Purchase')),
          when(chargeType && isIn(chargeType, 'Tax'), literal('Tax')),
          when(chargeType && isIn(chargeType, 'Credit'), literal('Credit')),
          when(chargeType && isIn(chargeType, 'Refund', 'RoundingAdjustment', 'Adjustment'), literal('Adjustment')),
        ],
        literal('Usage')
      ),
      ChargeDescription: source.first('ProductName', 'Product', 'MeterName'),
      ChargeFrequency: source.first('Frequency'),
      // An actual export has nothing for the use of commitments, an amortised one has what their fee comes to.
      BilledCost: choose([when(used, zero), when(isUnused, zero)], cost),
      EffectiveCost: cost,
      ListCost: priced(source.first('PaygCostInBillingCurrency') ?? inBillingCurrency(source.first('PayGPrice'))),
      ContractedCost: priced(inBillingCurrency(source.first('UnitPrice'))),
      BillingCurrency: source.first('BillingCurrency', 'BillingCurrencyCode', 'Currency'),
      PricingCurrency: source.first('PricingCurrency', 'PricingCurrencyCode'),
      x_BillingExchangeRate: source.first('ExchangeRatePricingToBilling'),
      ConsumedQuantity: ofUse(quantity),
      ConsumedUnit: source.first('UnitOfMeasure'),
      PricingQuantity: ofUse(quantity),
      PricingUnit: source.first('UnitOfMeasure'),
      ServiceName: firstText(source.first('MeterCategory'), source.first('ConsumedService')),
      ServiceSubcategory: source.first('MeterSubCategory'),
      SkuId: source.first('MeterId'),
      ResourceId: firstText(source.first('ResourceId'), source.first('InstanceId')),
      ResourceName: source.first('ResourceName'),
      RegionId: firstText(source.first('ResourceLocation'), source.first('MeterRegion')),
      AvailabilityZone: source.first('AvailabilityZone'),
      CommitmentDiscountId: firstText(source.first('BenefitId'), source.first('ReservationId')),
      CommitmentDiscountName: firstText(source.first('BenefitName'), source.first('ReservationName')),
      CommitmentDiscountStatus: choose([when(isUnused, literal('Unused')), when(used, literal('Used'))], undefined),
    };
    const tags = tagObject(source.first('Tags'));
    return { ...declared(listed, source), tag: (key) => tags && entry(tags, key), tagText: tags };
  },
};

function isText(column: Maybe): boolean {
  return column?.kind === 'column' && column.type.kind === 'text';
}

/** Enterprise Agreements write `MM/DD/YYYY`. */
function isoDate(date: Maybe): Maybe {
  return isText(date) ? replace(date, '^(\\d{1,2})/(\\d{1,2})/(\\d{4})', '\\3-\\1-\\2') : date;
}

/** Some exports leave out the outer braces: `"team": "search","env": "prod"`. */
function tagObject(tags: Maybe): Maybe {
  return tags && isText(tags)
    ? choose([when(startsWith(tags, '{'), tags)], concat(literal('{'), tags, literal('}')))
    : tags;
}
