/** Tables that the generator fills, and the view that makes FOCUS 1.2 rows of them, with `billed` (a day) for the file. */
export const focusTables = `
CREATE TABLE provider (name VARCHAR, issuer VARCHAR, billing_account VARCHAR);
CREATE TABLE sku (id VARCHAR, provider VARCHAR, service VARCHAR, category VARCHAR, description VARCHAR,
  consumed_unit VARCHAR, pricing_unit VARCHAR, consumed_per_priced DOUBLE, list_price DOUBLE);
CREATE TABLE resource (index INTEGER, id VARCHAR, sku VARCHAR, region VARCHAR, account_id VARCHAR, account_name VARCHAR, tags VARCHAR);
CREATE TABLE charge (resource INTEGER, start_hour INTEGER, hours INTEGER, quantity DOUBLE, paid DOUBLE, covered DOUBLE,
  billed INTEGER, correction BOOLEAN);
CREATE TABLE special (provider VARCHAR, service VARCHAR, category VARCHAR, description VARCHAR, frequency VARCHAR,
  first_day INTEGER, end_day INTEGER, billed INTEGER, billed_cost DOUBLE, effective_cost DOUBLE,
  commitment_status VARCHAR, is_commitment BOOLEAN, account_id VARCHAR, account_name VARCHAR);

CREATE VIEW metered AS
SELECT c.billed, s.provider, r.account_id, r.account_name, r.region, r.id AS resource_id, s.service, s.category AS service_category,
  s.id AS sku_id, s.description, 'Usage' AS charge_category, 'Usage-Based' AS frequency,
  CASE WHEN c.correction THEN 'Correction' END AS charge_class,
  make_timestamp(c.start_hour * 3600000000) AS period_start,
  make_timestamp((c.start_hour + c.hours) * 3600000000) AS period_end,
  c.quantity AS consumed, s.consumed_unit, c.quantity / s.consumed_per_priced AS priced, s.pricing_unit, s.list_price,
  s.list_price * c.paid AS contracted_price,
  round(priced * s.list_price, 8) AS list_cost,
  round(priced * s.list_price * c.paid, 8) AS contracted_cost,
  CASE WHEN c.covered IS NULL THEN round(priced * s.list_price * c.paid, 8) ELSE 0 END AS billed_cost,
  round(priced * s.list_price * coalesce(c.covered, c.paid), 8) AS effective_cost,
  CASE WHEN c.covered IS NULL THEN 'Standard' ELSE 'Committed' END AS pricing_category,
  c.covered IS NOT NULL AS is_commitment, CASE WHEN c.covered IS NOT NULL THEN 'Used' END AS commitment_status,
  r.tags
FROM charge c JOIN resource r ON r.index = c.resource JOIN sku s ON s.id = r.sku;

CREATE VIEW unmetered AS
SELECT billed, provider, account_id, account_name, NULL AS region, NULL AS resource_id, service,
  CASE WHEN is_commitment THEN 'Compute' WHEN category = 'Tax' THEN 'Other' ELSE 'Management and Governance' END AS service_category,
  NULL AS sku_id, description, category AS charge_category, frequency, NULL AS charge_class,
  make_timestamp(first_day * 86400000000) AS period_start, make_timestamp(end_day * 86400000000) AS period_end,
  NULL AS consumed, NULL AS consumed_unit, CASE WHEN category = 'Purchase' THEN 1 END AS priced,
  CASE WHEN category = 'Purchase' THEN 'Units' END AS pricing_unit, NULL AS list_price, NULL AS contracted_price,
  billed_cost AS list_cost, billed_cost AS contracted_cost, billed_cost, effective_cost,
  CASE WHEN is_commitment THEN 'Committed' WHEN category = 'Tax' THEN NULL ELSE 'Standard' END AS pricing_category,
  is_commitment, commitment_status, NULL AS tags
FROM special;

CREATE VIEW focus AS
SELECT billed, billed_cost AS BilledCost, effective_cost AS EffectiveCost, list_cost AS ListCost, contracted_cost AS ContractedCost,
  contracted_price AS ContractedUnitPrice, list_price AS ListUnitPrice,
  period_start AS ChargePeriodStart, period_end AS ChargePeriodEnd,
  make_timestamp(billed * 86400000000) AS BillingPeriodStart,
  make_timestamp(billed * 86400000000) + INTERVAL 1 MONTH AS BillingPeriodEnd,
  'USD' AS BillingCurrency, 'USD' AS PricingCurrency, p.billing_account AS BillingAccountId, 'Example Inc.' AS BillingAccountName,
  charge_category AS ChargeCategory, charge_class AS ChargeClass, u.description AS ChargeDescription, frequency AS ChargeFrequency,
  CASE WHEN is_commitment THEN 'ri-2xl-0001' END AS CommitmentDiscountId,
  CASE WHEN is_commitment THEN 'Usage' END AS CommitmentDiscountCategory,
  CASE WHEN is_commitment THEN 'm6i.2xlarge, 1 year' END AS CommitmentDiscountName,
  commitment_status AS CommitmentDiscountStatus,
  CASE WHEN is_commitment THEN 'Reserved Instance' END AS CommitmentDiscountType,
  consumed AS ConsumedQuantity, consumed_unit AS ConsumedUnit, priced AS PricingQuantity, pricing_unit AS PricingUnit,
  pricing_category AS PricingCategory, p.name AS ProviderName, p.name AS PublisherName, p.issuer AS InvoiceIssuerName,
  CASE WHEN billed < $open THEN p.billing_account || '-' || strftime(make_timestamp(billed * 86400000000), '%Y%m') END AS InvoiceId,
  region AS RegionId, region AS RegionName, resource_id AS ResourceId, resource_id AS ResourceName,
  service AS ServiceName, service_category AS ServiceCategory, sku_id AS SkuId, sku_id AS SkuPriceId,
  account_id AS SubAccountId, account_name AS SubAccountName, tags AS Tags
FROM (SELECT * FROM metered UNION ALL BY NAME SELECT * FROM unmetered) u JOIN provider p ON p.name = u.provider;
`;
