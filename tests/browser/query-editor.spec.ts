import { sampleSettings } from '../../scripts/start/sample-data.ts';
import { expect, panel, test } from './fixtures.ts';

const most = 12;

test(`an empty data source comes to a plotted cost per customer in at most ${most} interactions`, async ({ page }) => {
  const done: string[] = [];
  const step = async (what: string, act: () => Promise<unknown>) => {
    done.push(what);
    await act();
  };
  await page.goto('/datasource');
  await step('add a data source', () => page.getByRole('button', { name: 'Add data source' }).click());
  await expect(page.getByRole('heading', { level: 1, name: /^Unit Economics \d/ })).toBeVisible();
  // The lists of bills and metrics are the administrator's; a catalog file spares writing them once more.
  await step('name the catalog file', () => page.getByLabel('Catalog file').fill(sampleSettings));
  await step('save and test', () => page.getByRole('button', { name: 'Save & test' }).click());
  await expect(page.getByText(/^(\d+) of \1 entries work/)).toBeVisible();
  await step('go to Explore', () => page.getByRole('main').getByRole('link', { name: 'Explore', exact: true }).click());
  const editor = page.getByRole('region', { name: 'Query A' });
  await step('open the costs', () => editor.getByRole('combobox', { name: 'Add cost' }).click());
  await step('pick the effective cost', () =>
    page
      .getByRole('option', { name: /^Effective cost/ })
      .first()
      .click()
  );
  await step('open the metrics', () => editor.getByRole('combobox', { name: 'Add usage' }).click());
  await step('pick the customers', () => page.getByRole('option', { name: /^Active customers/ }).click());

  await expect(editor.getByRole('combobox', { name: 'Formula', exact: true })).toHaveValue('cost / active_customers');
  await expect(editor.getByText('In USD / customer')).toBeVisible();
  const graph = panel(page, 'Graph');
  await expect(graph.locator('canvas').first()).toBeVisible();
  await expect(graph.getByText('cost / active_customers')).toBeVisible();
  expect(done.length, done.join(', ')).toBeLessThanOrEqual(most);
});

test('an error in a formula is told at its position while one writes', async ({ page }) => {
  await page.goto('/explore');
  const editor = page.getByRole('region', { name: 'Query A' });
  const formula = editor.getByRole('combobox', { name: 'Formula', exact: true });
  await formula.fill('cost / (ocr_jobs +');
  await expect(formula).toHaveAttribute('aria-invalid', 'true');
  await expect(editor.getByText(/^.*Position 19: /)).toBeVisible();

  await formula.fill('cost / no_such_metric');
  await expect(editor.getByText(/Position 8: .*no_such_metric/)).toBeVisible();

  await formula.fill('cost / ocr_jobs');
  await expect(formula).toHaveAttribute('aria-invalid', 'false');
  await expect(editor.getByText('In USD / job')).toBeVisible();
});

test('a metric that does not exist is told where the answer would be', async ({ page }) => {
  const queries = [{ refId: 'A', schemaVersion: 1, formulas: [{ expression: 'cost / no_such_metric' }] }];
  await page.goto(`/explore?${new URLSearchParams({ queries: JSON.stringify(queries) }).toString()}`);
  await expect(page.getByRole('alert').filter({ hasText: 'no_such_metric' })).toBeVisible();
  await expect(panel(page, 'Graph')).toHaveCount(0);
});

test('what the bill itself counts is added as usage, and plotted', async ({ page }) => {
  await page.goto('/explore');
  const editor = page.getByRole('region', { name: 'Query A' });
  await editor.getByRole('combobox', { name: 'Formula', exact: true }).fill('cost');
  const asked = page.waitForResponse((response) => /\/resources\/.*quantities/.test(response.url()));
  await editor.getByRole('combobox', { name: 'Add usage' }).click();
  await asked;
  await editor.getByRole('combobox', { name: 'Add usage' }).fill('of Amazon S');
  const offered = page.getByRole('option', { name: / of Amazon S/ }).first();
  await expect(offered).toBeVisible();
  await offered.click();
  await expect(editor.getByRole('combobox', { name: 'Formula', exact: true })).toHaveValue(/^cost \/ amazon_s\w+$/);
  await expect(panel(page, 'Graph').locator('canvas').first()).toBeVisible();
  await expect(page.getByRole('alert')).toHaveCount(0);
});

test('values of a filter are searched on the server and cut the answer', async ({ page }) => {
  await page.goto('/explore');
  const editor = page.getByRole('region', { name: 'Query A' });
  await editor.getByRole('button', { name: 'Add filter to query' }).click();
  const dimension = editor.getByRole('combobox', { name: 'Filter 1 of query', exact: true });
  await dimension.click();
  await page.getByRole('option', { name: /^Team/ }).first().click();

  const asked = page.waitForRequest(
    (request) =>
      /\/resources\/.*values/.test(request.url()) &&
      /chec/.test(decodeURIComponent(request.url()) + (request.postData() ?? ''))
  );
  await editor.getByRole('combobox', { name: 'Filter 1 of query: values' }).fill('chec');
  await asked;
  await page.getByRole('option', { name: 'checkout' }).click();
  await expect(page.getByRole('option', { name: 'catalog' })).toHaveCount(0);
  await page.keyboard.press('Escape');

  await expect(page).toHaveURL(/checkout/);
  await expect(panel(page, 'Graph').locator('canvas').first()).toBeVisible();
});
