import { fileURLToPath } from 'node:url';
import { defineConfig } from '@playwright/test';
import type { PluginOptions } from '@grafana/plugin-e2e';
import { chromiumOptions } from './tests/browser/chromium.ts';

const signIn = fileURLToPath(new URL('auth', import.meta.resolve('@grafana/plugin-e2e')));

/** Tests in the Grafana at GRAFANA_URL, which has this plugin, provisioning/ and the sample data; as admin / admin. */
export default defineConfig<PluginOptions>({
  testDir: 'tests/e2e',
  outputDir: '.cache/e2e/results',
  forbidOnly: true,
  workers: 1,
  timeout: 90_000,
  expect: { timeout: 30_000 },
  use: {
    baseURL: process.env['GRAFANA_URL'],
    launchOptions: chromiumOptions(),
    provisioningRootDir: 'provisioning',
    viewport: { width: 1400, height: 1200 },
    trace: 'retain-on-failure',
  },
  projects: [
    { name: 'sign in', testDir: signIn, testMatch: [/.*\.setup\.js/] },
    { name: 'grafana', use: { storageState: 'playwright/.auth/admin.json' }, dependencies: ['sign in'] },
  ],
});
