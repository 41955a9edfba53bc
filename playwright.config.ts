import { defineConfig } from '@playwright/test';
import { chromiumOptions } from './tests/browser/chromium.ts';
import type { Theme } from './tests/browser/fixtures.ts';

/** The browser tests: the preview, served by global-setup.ts from the built plugin, in both themes. */
export default defineConfig<{ theme: Theme }>({
  testDir: 'tests/browser',
  outputDir: '.cache/browser/results',
  globalSetup: './tests/browser/global-setup.ts',
  fullyParallel: true,
  forbidOnly: true,
  workers: 2,
  timeout: 60_000,
  // The first query of a session reads a year of bills.
  expect: { timeout: 20_000 },
  use: {
    launchOptions: chromiumOptions(),
    viewport: { width: 1400, height: 1500 },
    timezoneId: 'UTC',
    locale: 'en-US',
    actionTimeout: 15_000,
    trace: 'retain-on-failure',
  },
  projects: [
    { name: 'dark', use: { theme: 'dark' } },
    { name: 'light', use: { theme: 'light' } },
  ],
});
