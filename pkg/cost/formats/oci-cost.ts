import type { ChargeFormat } from '../charge-format.ts';
import { choose, firstText, isIn, literal, replace, when, type Maybe } from '../expression/build.ts';
import { SourceColumns } from '../expression/source-columns.ts';
import { declared } from './declared.ts';

/** Oracle Cloud's own cost reports. They know one price: neither a list price nor what a commitment's fee comes to. */
export const ociCost: ChargeFormat = {
  id: 'oci-cost',
  title: 'Oracle Cloud cost report',
  extensions: ['.csv', '.csv.gz', '.parquet'],
  needs: { ChargePeriodStart: 'lineItem/intervalUsageStart', BilledCost: 'cost/myCost' },
  mapping(columns, dialect) {
    const source = new SourceColumns(columns, dialect);
    const cost = source.first('cost/myCost');
    const correction = source.first('lineItem/isCorrection');
    const quantity = source.first('usage/billedQuantity');
    const unit = firstText(source.first('cost/billingUnitReadable'), source.first('cost/skuUnitDescription'));
    const listed = {
      ProviderName: literal('Oracle'),
      BillingAccountId: source.first('lineItem/tenantId'),
      SubAccountId: source.first('product/compartmentId'),
      SubAccountName: source.first('product/compartmentName'),
      ChargePeriodStart: withSeconds(source.first('lineItem/intervalUsageStart')),
      ChargePeriodEnd: withSeconds(source.first('lineItem/intervalUsageEnd')),
      ChargeCategory: literal('Usage'),
      ChargeClass:
        correction && choose([when(isIn(correction, 'true', 'TRUE', 'True'), literal('Correction'))], undefined),
      ChargeDescription: source.first('product/description'),
      BilledCost: cost,
      EffectiveCost: cost,
      ListCost: undefined,
      ContractedCost: cost,
      BillingCurrency: source.first('cost/currencyCode'),
      ConsumedQuantity: quantity,
      ConsumedUnit: unit,
      PricingQuantity: quantity,
      PricingUnit: unit,
      ServiceName: source.first('product/service'),
      SkuId: source.first('cost/productSku'),
      ResourceId: source.first('product/resourceId'),
      ResourceType: source.first('product/resource'),
      RegionId: source.first('product/region'),
      AvailabilityZone: source.first('product/availabilityDomain'),
    };
    return {
      ...declared(listed, source),
      tag(key) {
        const inNamespace = columns
          .map(({ name }) => name)
          .filter((name) => /^tags\//i.test(name) && name.endsWith(`.${key}`));
        return firstText(source.first(`tags/${key}`), ...inNamespace.map((name) => source.first(name)));
      },
    };
  },
};

/** Reports leave out the seconds: `2024-03-05T10:00Z`. */
function withSeconds(instant: Maybe): Maybe {
  return instant?.kind === 'column' && instant.type.kind === 'text'
    ? replace(instant, '(T\\d{2}:\\d{2})Z$', '\\1:00Z')
    : instant;
}
