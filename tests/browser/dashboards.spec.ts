import { lastMonth } from './command-line.ts';
import { expect, panel, test } from './fixtures.ts';
import { dashboard, dashboardNames } from './provisioned.ts';

for (const file of dashboardNames) {
  const { uid, panels } = dashboard(file);

  test(`the dashboard ${file} answers every panel's question with data and without an error`, async ({ page }) => {
    await page.goto(`/d/${uid}`);
    for (const { title, type } of panels) {
      const found = panel(page, title.replaceAll('$team', 'search').replaceAll('${compare:text}', 'the month before'));
      // What one needs to see of each kind: a graph's drawing, a table's rows, bars, the digits of everything else.
      const data =
        type === 'timeseries'
          ? found.locator('canvas').first()
          : type === 'table'
            ? found.getByRole('gridcell').first()
            : type === 'barchart'
              ? found.getByRole('img').locator('rect').filter({ visible: true }).first()
              : found.getByText(/\d/).last();
      await expect(data, title).toBeVisible();
      await expect(found.getByText('No data'), title).toHaveCount(0);
      await expect(found.getByTestId('data-testid Panel status error'), title).toHaveCount(0);
    }
    await expect(page.getByRole('region')).toHaveCount(panels.length);
  });
}

test('the cost per customer of the last month is that of the command line', async ({ page }) => {
  await page.goto('/');
  const expected = `$${lastMonth('cost_per_customer').toFixed(2)}`;
  await expect(panel(page, 'Cost per customer?')).toContainText(expected);
  const legend = panel(page, 'Does the bill grow faster than the business?').getByRole('row');
  await expect(legend.filter({ hasText: 'Cost per active customer' })).toContainText(expected);
});

test('the team variable lists the teams and changes the Team dashboard', async ({ page }) => {
  await page.goto('/d/unit-economics-team');
  const cost = panel(page, 'Cost per 1M requests?');
  const ofSearch = `$${lastMonth('cost_per_million_requests', ['team=search']).toFixed(2)}`;
  const ofCatalog = `$${lastMonth('cost_per_million_requests', ['team=catalog']).toFixed(2)}`;
  expect(ofSearch).not.toBe(ofCatalog);
  await expect(cost).toContainText(ofSearch);

  await page.getByRole('combobox', { name: 'Team' }).click();
  await page.getByRole('option', { name: 'catalog' }).click();

  await expect(cost).toContainText(ofCatalog);
  await expect(cost).not.toContainText(ofSearch);
  await expect(panel(page, 'Does catalog get cheaper per request, as the company does?')).toBeVisible();
  await expect(page).toHaveURL(/var-team=catalog/);
});

test('the table of teams leads to the dashboard of a team', async ({ page }) => {
  await page.goto('/');
  await panel(page, 'Which teams drive the bill, and are they worth it?')
    .getByRole('link', { name: 'checkout' })
    .click();
  await expect(panel(page, 'Does checkout get cheaper per request, as the company does?')).toBeVisible();
});
