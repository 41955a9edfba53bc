import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, panel, pick, test } from './fixtures.ts';

/** Findings of axe that keep someone from using a page; what it calls moderate or minor are recommendations. */
async function barriers(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html, target }) => `${id}: ${target.join(' ')}: ${html.slice(0, 300)}`));
}

test('axe finds no barrier on the dashboards', async ({ page }) => {
  await page.goto('/');
  const table = panel(page, 'Which teams drive the bill, and are they worth it?');
  await expect(table.getByRole('gridcell').first()).toBeVisible();
  await expect(panel(page, 'Does the bill grow faster than the business?').locator('canvas').first()).toBeVisible();
  expect(await barriers(page)).toEqual([]);

  await page.goto('/d/unit-economics-team');
  await expect(panel(page, 'Which services got dearer?').getByRole('gridcell').first()).toBeVisible();
  expect(await barriers(page)).toEqual([]);
});

test('axe finds no barrier in the query editor, also with filters, an error and an answer', async ({ page }) => {
  const query = {
    refId: 'A',
    schemaVersion: 1,
    legs: [{ name: 'spend', kind: 'cost', filters: [{ dimension: 'team', op: 'in', values: ['search'] }] }],
    formulas: [{ expression: 'spend' }],
    filters: [{ dimension: 'region', op: 'regex', values: ['eu.*'] }],
  };
  await page.goto(`/explore?${new URLSearchParams({ queries: JSON.stringify([query]) }).toString()}`);
  await expect(panel(page, 'Graph').locator('canvas').first()).toBeVisible();
  expect(await barriers(page)).toEqual([]);

  await page.getByRole('combobox', { name: 'Formula', exact: true }).fill('spend / act');
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('option', { selected: true })).toBeVisible();
  expect(await barriers(page)).toEqual([]);

  await page.getByRole('combobox', { name: 'Formula', exact: true }).fill('spend /');
  await expect(page.getByText(/Position \d+: /).first()).toBeVisible();
  expect(await barriers(page)).toEqual([]);
});

test('axe finds no barrier in the config editor, also with an open entry and a report', async ({ page }) => {
  await page.goto('/datasource');
  await page.getByRole('button', { name: 'View metric active_customers' }).click();
  await page.getByRole('button', { name: 'Check saved entries' }).click();
  await expect(page.getByRole('list', { name: 'What was found' }).getByRole('listitem').first()).toBeVisible();
  await page.getByRole('button', { name: 'Test metric active_customers' }).click();
  await expect(page.getByRole('table', { name: /^First rows of metric active_customers/ })).toBeVisible();
  expect(await barriers(page)).toEqual([]);

  await page.getByRole('button', { name: 'Add data source' }).click();
  await page.getByRole('button', { name: 'Add metric' }).click();
  await expect(page.getByRole('list', { name: 'Metrics' }).getByLabel(/^Unit/)).toBeVisible();
  await page.getByRole('button', { name: 'Expand section Budgets' }).click();
  await page.getByRole('button', { name: 'Add budget' }).click();
  await page.getByRole('button', { name: 'Add to amounts' }).click();
  await expect(page.getByRole('table', { name: 'Amounts' })).toBeVisible();
  await page.getByRole('button', { name: 'Add connection' }).click();
  await pick(page, page.getByRole('list', { name: 'Connections' }).getByLabel(/^Type/), 'Datadog');
  await expect(page.getByLabel(/^API key/)).toBeVisible();
  expect(await barriers(page)).toEqual([]);
});
