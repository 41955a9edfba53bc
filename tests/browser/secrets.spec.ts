import { expect, pick, test } from './fixtures.ts';

const secret = 'not-to-be-seen-again';

test('a secret is written, never shown again, fixes its connection, and goes with a reset', async ({ page }) => {
  await page.goto('/datasource');
  await page.getByRole('button', { name: 'Add data source' }).click();
  await expect(page.getByRole('heading', { level: 1, name: /^Unit Economics \d/ })).toBeVisible();
  await page.getByRole('button', { name: 'Add connection' }).click();
  const connections = page.getByRole('list', { name: 'Connections' });
  await pick(page, connections.getByLabel(/^Type/), 'Datadog');
  const key = connections.getByLabel(/^API key/);
  await expect(key).toBeDisabled();
  await connections.getByLabel(/^Name/).fill('dd');
  await key.fill(secret);
  await expect(key).toHaveAttribute('type', 'password');
  await expect(connections.getByLabel(/^Name/)).toBeDisabled();
  await expect(connections.getByText(/^Fixed, because a secret is kept under it/)).toBeVisible();

  const save = async () => {
    const [request, response] = await Promise.all([
      page.waitForRequest((sent) => sent.method() === 'PUT'),
      page.waitForResponse((answer) => answer.request().method() === 'PUT'),
      page.getByRole('button', { name: 'Save & test' }).click(),
    ]);
    return { sent: request.postData() ?? '', answered: await response.text() };
  };
  const { sent, answered } = await save();
  expect(JSON.parse(sent)).toMatchObject({ secureJsonData: { 'connections.dd.apiKey': secret } });
  expect(answered).not.toContain(secret);
  await expect(key).toHaveValue('configured');

  // Nothing of it comes back with the page.
  const answers: Promise<string>[] = [];
  page.on('response', (answer) => {
    if (answer.url().includes('/api/')) {
      answers.push(answer.text().catch(() => ''));
    }
  });
  await page.reload();
  await page.getByRole('button', { name: 'Edit connection dd' }).click();
  await expect(key).toHaveValue('configured');
  await expect(key).toBeDisabled();
  await expect(connections.getByLabel(/^Name/)).toBeDisabled();
  expect((await Promise.all(answers)).join('\n')).not.toContain(secret);

  await connections.getByRole('button', { name: 'Reset' }).click();
  await expect(key).toHaveValue('');
  await expect(connections.getByLabel(/^Name/)).toBeEnabled();
  expect(JSON.parse((await save()).sent)).toMatchObject({ secureJsonData: { 'connections.dd.apiKey': '' } });
  await page.reload();
  await page.getByRole('button', { name: 'Edit connection dd' }).click();
  await expect(key).toHaveValue('');

  await connections.getByRole('button', { name: 'Test connection dd' }).click();
  await expect(page.getByRole('list', { name: 'Test report' })).toContainText('Nothing reads from it yet');
});
