import { AxeBuilder } from '@axe-core/playwright';
import { asHtml } from '../../pkg/report/render/html.ts';
import { reportOf } from '../../pkg/report/testing/report-of.ts';
import { lastMonth } from './command-line.ts';
import { expect, test } from './fixtures.ts';

const report = '/api/datasources/uid/uniteconomics/resources/report?by=team&format=html';
/** Bytes; mail programs and wikis take a page of this size. */
const largest = 500_000;

test.beforeEach(async ({ page, theme }) => {
  await page.emulateMedia({ colorScheme: theme });
});

test('the report is one page that asks nothing of anyone', async ({ page }) => {
  const requests: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  const messages: string[] = [];
  page.on('console', (message) => messages.push(message.text()));
  const response = await page.goto(report);
  expect(response?.headers()['content-type']).toBe('text/html; charset=utf-8');
  const body = await response?.body();
  expect(body?.length).toBeLessThan(largest);
  await page.waitForLoadState('networkidle');
  expect(requests.filter((url) => !url.endsWith('/favicon.ico'))).toEqual([page.url()]);
  expect(messages).toEqual([]);
  await expect(page.locator('script, img, iframe, link')).toHaveCount(0);
});

test('its pictures are drawn and answer their questions', async ({ page, theme }) => {
  await page.goto(report);
  const figures = page.getByRole('figure');
  const questions = ['Is Cost per active customer below its target?', 'Does unit cost fall while spend rises?'];
  for (const question of questions) {
    const figure = figures.filter({ hasText: question }).first();
    await expect(figure).toBeVisible();
    const box = await figure.locator('svg').boundingBox();
    expect(box?.width).toBeGreaterThan(300);
    expect(box?.height).toBeGreaterThan(100);
    await expect(figure.locator('svg path').first()).toBeAttached();
  }
  // The line has the page's own blue, which is another one in the dark.
  const line = figures.first().locator('svg path[stroke="var(--blue)"]').first();
  await expect(line).toHaveCSS('stroke', theme === 'dark' ? 'rgb(108, 178, 238)' : 'rgb(31, 111, 178)');
  await expect(page.getByRole('table').first()).toContainText(`$${lastMonth('cost_per_customer').toFixed(2)}`);
});

test('it prints on paper, light whatever the screen', async ({ page }) => {
  await page.goto(report);
  const pdf = await page.pdf({ format: 'A4' });
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
  expect(pdf.length).toBeGreaterThan(20_000);
  await page.emulateMedia({ media: 'print' });
  await expect(page.locator('body')).toHaveCSS('background-color', 'rgb(255, 255, 255)');
  // No page ends with a section's title, or with its first sentences alone.
  await expect(page.locator('section h2 ~ p').first()).toHaveCSS('break-after', 'avoid');
});

test('axe finds no barrier in it, and a phone scrolls no more than its tables', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 800 });
  await page.goto(report);
  expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
  const { violations } = await new AxeBuilder({ page }).analyze();
  const barriers = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(barriers.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`))).toEqual([]);
});

for (const name of [
  '<img src=x onerror=1>',
  '</title><script>document.title="run"</script>',
  '"><svg onload=alert(1)>',
]) {
  test(`the name ${name} is shown and does nothing`, async ({ page }) => {
    await page.setContent(await asHtml(reportOf(name)));
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Unit economics of ${name}, October 2026`);
    await expect(page.locator('script, img, [onload], [onerror]')).toHaveCount(0);
    await expect(page).toHaveTitle(`Unit economics of ${name}, October 2026`);
  });
}
