import { test as base, expect, type Locator, type Page } from '@playwright/test';
import { urlVariable } from './global-setup.ts';

export type Theme = 'dark' | 'light';

/** Playwright's test on the preview in one theme; a script that fails anywhere on the page fails the test. */
export const test = base.extend<{ theme: Theme }>({
  theme: ['dark', { option: true }],
  // Playwright reads the names of what is needed from this pattern; nothing is.
  // eslint-disable-next-line no-empty-pattern
  baseURL: async ({}, use) => {
    await use(process.env[urlVariable]);
  },
  page: async ({ page, theme }, use) => {
    const errors: string[] = [];
    page.on('pageerror', ({ message }) => errors.push(message));
    await page.addInitScript(`localStorage.setItem('theme', '${theme}')`);
    await use(page);
    expect(errors, 'scripts that failed on the page').toEqual([]);
  },
});
export { expect };

/** A panel with its title, by its place among the landmarks of the page. */
export function panel(page: Page, title: string): Locator {
  return page.getByRole('region', { name: title, exact: true });
}

/** Picks an option of one of Grafana's lists, as people do: by typing what it is called. Two interactions. */
export async function pick(page: Page, list: Locator, option: string): Promise<void> {
  await list.fill(option);
  await page.getByRole('option', { name: option }).first().click();
}
