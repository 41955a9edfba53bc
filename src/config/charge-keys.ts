/** FOCUS columns that dimensions are usually made of; tag:KEY and every other column can be written. */
export const chargeKeys = [
  'ProviderName',
  'ServiceName',
  'ServiceCategory',
  'SubAccountId',
  'SubAccountName',
  'RegionId',
  'RegionName',
  'ResourceId',
  'ResourceType',
  'ChargeCategory',
  'SkuId',
  'BillingAccountId',
].map((value) => ({ value }));
