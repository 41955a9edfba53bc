import { sampleDirectory } from '../../scripts/start/sample-data.ts';
import { expect, pick, test } from './fixtures.ts';

test('entries are added, changed, duplicated and removed, and Save & test reports each', async ({ page }) => {
  await page.goto('/datasource');
  await page.getByRole('button', { name: 'Add data source' }).click();
  await expect(page.getByRole('heading', { level: 1, name: /^Unit Economics \d/ })).toBeVisible();

  await page.getByRole('button', { name: 'Add connection' }).click();
  const connections = page.getByRole('list', { name: 'Connections' });
  await connections.getByLabel(/^Name/).fill('exports');
  await connections.getByLabel(/^Path/).fill(sampleDirectory);

  await page.getByRole('button', { name: 'Add cost' }).click();
  const costs = page.getByRole('list', { name: 'Costs' });
  await costs.getByLabel(/^Name/).fill('cloud');
  await pick(page, costs.getByLabel(/^Connection/), 'exports');
  await costs.getByLabel(/^Location/).fill('billing/focus/*.parquet');

  await page.getByRole('button', { name: 'Duplicate cost cloud' }).click();
  await expect(costs.getByRole('listitem')).toHaveCount(2);
  // The copy is open. It looks where nothing is.
  await costs.getByLabel(/^Location/).fill('billing/nowhere/*.parquet');
  const copy = await costs.getByLabel(/^Name/).inputValue();
  expect(copy).not.toBe('cloud');

  await page.getByRole('button', { name: 'Save & test' }).click();
  await expect(page.getByRole('alert').filter({ hasText: '2 of 3 entries work' })).toBeVisible();
  await expect(page.getByText(/billing\/nowhere/).first()).toBeVisible();
  await page.getByRole('button', { name: 'Check saved entries' }).click();
  const report = page.getByRole('list', { name: 'What was found' }).getByRole('listitem');
  await expect(report).toHaveCount(3); // the connection is tried by itself
  await expect(report.filter({ hasText: 'wrong' })).toContainText(copy);
  await expect(report.filter({ hasText: 'ok' }).filter({ hasText: 'cloud' }).first()).toContainText(
    /\d+ (rows|charges)/
  );

  await page.getByRole('button', { name: `Remove cost ${copy}`, exact: true }).click();
  await expect(costs.getByRole('listitem')).toHaveCount(1);
  await page.getByRole('button', { name: 'Save & test' }).click();
  await expect(
    page
      .getByRole('status')
      .filter({ hasText: /^2 of 2 / })
      .first()
  ).toBeVisible();
});

test('what cannot be used is told at its field', async ({ page }) => {
  await page.goto('/datasource');
  await page.getByRole('button', { name: 'Add data source' }).click();
  await page.getByRole('button', { name: 'Expand section KPIs' }).click();
  await page.getByRole('button', { name: 'Add KPI' }).click();
  const kpis = page.getByRole('list', { name: 'KPIs' });
  await kpis.getByLabel(/^Name/).fill('Not A Name');
  await kpis.getByLabel(/^Name/).blur();
  await expect(kpis.getByRole('alert').first()).toBeVisible();
  await expect(kpis.getByLabel(/^Name/)).toHaveAttribute('aria-invalid', 'true');
});

test('a provisioned data source is shown, tested, and cannot be changed', async ({ page }) => {
  await page.goto('/datasource');
  await expect(page.getByRole('status', { name: 'Provisioned data source' })).toBeVisible();
  const settings = page.getByRole('main');
  await expect(settings.getByRole('button', { name: /^(Add|Edit|Remove|Duplicate) / })).toHaveCount(0);
  await page.getByRole('button', { name: 'View metric active_customers' }).click();
  await expect(page.getByRole('list', { name: 'Metrics' }).getByLabel(/^Unit/)).toHaveValue('customer');
  await expect(page.getByRole('list', { name: 'Metrics' }).getByLabel(/^Unit/)).toBeDisabled();
  await page.getByRole('button', { name: 'Test', exact: true }).click();
  await expect(page.getByText(/^(\d+) of \1 entries work/).first()).toBeVisible();
});
