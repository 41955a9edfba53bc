import type { ChargeMapping } from '../charge-format.ts';
import { all, choose, entry, firstText, literal, not, when, type Maybe } from '../expression/build.ts';
import type { SourceColumns } from '../expression/source-columns.ts';
import { awsCosts } from './aws-costs.ts';
import { declared } from './declared.ts';

export const awsNeeds = {
  ChargePeriodStart: 'line_item_usage_start_date',
  BilledCost: 'line_item_unblended_cost',
} as const;

/** What legacy CUR and CUR 2.0 have in common: all but the tags. */
export function awsLineItems(source: SourceColumns): Omit<ChargeMapping, 'tag'> {
  const { typeIn, isUsage, isUnused, charges, ...costs } = awsCosts(source);
  const savingsPlan = source.first('savings_plan_savings_plan_a_r_n');
  const reservation = source.first('reservation_reservation_a_r_n');
  const isQuantity = isUsage && isUnused ? all(isUsage, not(isUnused)) : isUsage;
  const quantity = source.first('line_item_usage_amount');
  const unit = source.first('pricing_unit');
  const isCovered = typeIn('DiscountedUsage', 'SavingsPlanCoveredUsage');
  const product = source.first('product');
  const ofProduct = (name: string): Maybe => product && entry(product, name);
  const columns = {
    ProviderName: literal('AWS'),
    InvoiceIssuerName: source.first('bill_invoicing_entity'),
    PublisherName: source.first('line_item_legal_entity'),
    InvoiceId: source.first('bill_invoice_id'),
    BillingAccountId: source.first('bill_payer_account_id'),
    BillingAccountName: source.first('bill_payer_account_name'),
    SubAccountId: source.first('line_item_usage_account_id'),
    SubAccountName: source.first('line_item_usage_account_name'),
    BillingPeriodStart: source.first('bill_billing_period_start_date'),
    BillingPeriodEnd: source.first('bill_billing_period_end_date'),
    ChargePeriodStart: source.first('line_item_usage_start_date'),
    ChargePeriodEnd: source.first('line_item_usage_end_date'),
    ChargeCategory: choose(
      [
        when(isUnused, literal('Usage')),
        when(typeIn('Fee', 'RIFee', 'SavingsPlanUpfrontFee', 'SavingsPlanRecurringFee'), literal('Purchase')),
        when(typeIn('Tax'), literal('Tax')),
        when(typeIn('Credit'), literal('Credit')),
        when(typeIn('Refund'), literal('Adjustment')),
      ],
      literal('Usage')
    ),
    ChargeDescription: source.first('line_item_line_item_description'),
    BilledCost: costs.billed,
    EffectiveCost: costs.effective,
    ListCost: costs.list,
    ContractedCost: costs.contracted,
    BillingCurrency: source.first('line_item_currency_code'),
    ConsumedQuantity: quantity && choose([when(isQuantity, quantity)], isQuantity ? undefined : quantity),
    ConsumedUnit: unit,
    PricingQuantity: quantity && choose([when(isQuantity, quantity)], isQuantity ? undefined : quantity),
    PricingUnit: unit,
    ServiceName: firstText(
      source.first('product_product_name'),
      ofProduct('product_name'),
      source.first('line_item_product_code')
    ),
    ServiceSubcategory: firstText(source.first('product_product_family'), ofProduct('product_family')),
    SkuId: firstText(source.first('product_sku'), ofProduct('sku')),
    SkuPriceId: source.first('pricing_rate_code'),
    ResourceId: source.first('line_item_resource_id'),
    RegionId: firstText(
      source.first('product_region_code'),
      ofProduct('region_code'),
      source.first('product_region'),
      ofProduct('region')
    ),
    AvailabilityZone: source.first('line_item_availability_zone'),
    CommitmentDiscountId: firstText(savingsPlan, reservation),
    CommitmentDiscountStatus: choose([when(isUnused, literal('Unused')), when(isCovered, literal('Used'))], undefined),
  };
  return { ...declared(columns, source), charges };
}
