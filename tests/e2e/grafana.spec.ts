import { expect, test } from '@grafana/plugin-e2e';
import { z } from 'zod';

const type = 'perunit-uniteconomics-datasource';
/** As provisioning/ names them. */
const uid = 'uniteconomics';
const teamDashboard = 'unit-economics-team';
const rule = 'Cost per million API requests rises';

const rules = z.object({
  data: z.object({
    groups: z.array(z.object({ rules: z.array(z.object({ name: z.string(), health: z.string() })) })),
  }),
});

test('the config editor saves and tests a data source of its own', async ({ createDataSourceConfigPage, page }) => {
  const config = await createDataSourceConfigPage({ type });
  await page.getByRole('button', { name: 'Add connection' }).click();
  const connections = page.getByRole('list', { name: 'Connections' });
  await connections.getByLabel(/^Name/).fill('nowhere');
  await connections.getByLabel(/^Path/).fill('/no/such/directory');
  // A directory that is not allowed is refused, and the page says so.
  const answer = await config.saveAndTest();
  expect(answer.status()).toBe(400);
  await expect(config).toHaveAlert('error');
});

test('the provisioned data source is found to work', async ({ gotoDataSourceConfigPage, page }) => {
  await gotoDataSourceConfigPage(uid);
  await page.getByRole('button', { name: 'Check saved entries' }).click();
  await expect(page.getByText(/^(\d+) of \1 entries work/).first()).toBeVisible();
});

test('the query editor builds a formula and plots it', async ({ explorePage, page, selectors }) => {
  await explorePage.datasource.set('Unit Economics');
  const editor = explorePage.getQueryEditorRow('A');
  await editor.getByRole('combobox', { name: 'Formula', exact: true }).fill('cost / active_customers');
  await expect(editor.getByText('In USD / customer')).toBeVisible();
  // explorePage.runQuery() gives a press one second, and then looks for a button that is not there.
  const answered = page.waitForResponse((response) => response.url().includes(selectors.apis.DataSource.query));
  await explorePage.getByGrafanaSelector(selectors.components.RefreshPicker.runButtonV2).click();
  const answer = await answered;
  expect(answer.ok()).toBe(true);
  expect(answer.request().postData()).toContain('cost / active_customers');
  await expect(page.locator('canvas').first()).toBeVisible();
});

test('the team variable lists the teams of the bill', async ({ gotoDashboardPage, selectors, page }) => {
  const dashboard = await gotoDashboardPage({ uid: teamDashboard });
  const link = selectors.pages.Dashboard.SubMenu.submenuItemValueDropDownValueLinkTexts('search');
  await dashboard.getByGrafanaSelector(link).click();
  await expect(page.getByRole('option', { name: 'catalog' })).toBeVisible();
});

test('the alert rule evaluates without an error', async ({ request }) => {
  const health = async () => {
    const response = await request.get('/api/prometheus/grafana/api/v1/rules');
    const { groups } = rules.parse(await response.json()).data;
    return groups.flatMap((group) => group.rules).find(({ name }) => name === rule)?.health;
  };
  // Its interval is five minutes; Grafana spreads first evaluations over it.
  test.setTimeout(360_000);
  await expect.poll(health, { timeout: 330_000, intervals: [1000, 5000, 10_000] }).toBe('ok');
});
