import { sampleSettings } from '../../scripts/start/sample-data.ts';
import { expect, panel, pick, test } from './fixtures.ts';

/** Such as 2026-10: the month before the present one, in UTC, for which the sample data is whole. */
function lastMonth(): string {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 1)).toISOString().slice(0, 7);
}

test('a budget is written, tried, used in a formula, and looked at leg by leg', async ({ page }) => {
  await page.goto('/datasource');
  await page.getByRole('button', { name: 'Add data source' }).click();
  await expect(page.getByRole('heading', { level: 1, name: /^Unit Economics \d/ })).toBeVisible();
  await page.getByLabel('Catalog file').fill(sampleSettings);

  await page.getByRole('button', { name: 'Expand section Budgets' }).click();
  await page.getByRole('button', { name: 'Add budget' }).click();
  const budgets = page.getByRole('list', { name: 'Budgets' });
  await budgets.getByLabel(/^Name/).fill('plan');
  await budgets.getByRole('button', { name: 'Add to amounts' }).click();
  await budgets.getByLabel('Amounts 1: date').fill(lastMonth());
  await budgets.getByLabel('Amounts 1: value').fill('250000');
  await budgets.getByRole('button', { name: 'Add to amounts' }).click();
  await expect(budgets.getByLabel('Amounts 2: date')).toHaveValue(/^\d{4}-\d\d$/);
  await expect(budgets.getByLabel('Amounts 2: date')).not.toHaveValue(lastMonth());

  const tryIt = page.getByRole('button', { name: 'Test budget plan' });
  await expect(tryIt).toBeDisabled();
  await page.getByRole('button', { name: 'Save & test' }).click();
  await expect(page.getByText(/^(\d+) of \1 entries work/)).toBeVisible();
  await tryIt.click();
  const rows = page.getByRole('table', { name: 'First rows of budget plan, as parsed' }).getByRole('row');
  await expect(rows).toHaveCount(3);
  await expect(rows.nth(1)).toHaveText(`${lastMonth()}-01250,000`);

  await page.getByRole('main').getByRole('link', { name: 'Explore', exact: true }).click();
  await expect(page).toHaveURL(/ds=/);
  await page.goto(`${page.url()}&from=now-2M/M&to=now`); // few enough months for every row to be drawn
  const editor = page.getByRole('region', { name: 'Query A' });
  const formula = editor.getByRole('combobox', { name: 'Formula', exact: true });
  await formula.fill('');
  await formula.pressSequentially('100 * cost / pl');
  const suggestions = editor.getByRole('listbox', { name: 'Suggestions' });
  await expect(suggestions.getByRole('option').first()).toContainText('planned by month');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(formula).toHaveValue('100 * cost / plan');
  await expect(editor.getByText('plan: money planned; in USD; by month.')).toBeVisible();

  await editor.getByRole('button', { name: 'Add formula' }).click();
  await editor.getByRole('combobox', { name: 'Formula 2', exact: true }).fill('plan - cost');
  await pick(page, editor.getByRole('combobox', { name: 'Grain' }), 'month');
  await pick(page, editor.getByRole('combobox', { name: 'Result' }), 'Legs');

  // A table for each formula; the budget of the month stands in it as one of the legs.
  const table = panel(page, 'Table');
  await expect(table.getByRole('columnheader', { name: '100 * cost / plan', exact: true })).toBeVisible();
  await expect(table.getByRole('columnheader', { name: 'plan', exact: true })).toBeVisible();
  await expect(table.getByRole('gridcell', { name: '$250K' }).first()).toBeVisible();
  await expect(panel(page, 'Graph')).toHaveCount(0);
  await pick(page, table.getByRole('combobox', { name: 'Table of' }), 'plan - cost');
  await expect(table.getByRole('columnheader', { name: 'plan - cost', exact: true })).toBeVisible();

  await pick(page, editor.getByRole('combobox', { name: 'Result' }), 'Freshness');
  await expect(table.getByRole('columnheader', { name: 'complete through' })).toBeVisible();
  await expect(table.getByRole('gridcell', { name: /plan/ }).first()).toBeVisible();
});
