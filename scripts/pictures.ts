/** `npm run pictures` takes the README's pictures, docs/img/*.png, from the preview of the sample data with Chromium. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { chromium, type Browser, type Page } from '@playwright/test';
import { chromiumOptions, findChromium } from '../tests/browser/chromium.ts';
import { build } from './build/build.ts';
import { buildFrontEnd } from './build/frontend.ts';
import { ensureSampleData, sampleDirectory } from './start/sample-data.ts';
import { startPreview } from './start/preview.ts';

interface Picture {
  readonly name: string;
  readonly address: string;
  readonly theme: 'dark' | 'light';
  /** CSS pixels; the width is the same for all. */
  readonly height: number;
  /** What is done, and what must be there, before the picture is taken. */
  readonly prepare: (page: Page) => Promise<void>;
}

const width = 1400;
const out = 'docs/img';

const query = {
  refId: 'A',
  schemaVersion: 1,
  formulas: [{ expression: 'cost / (api_requests / 1_000_000)', name: 'Cost per million requests' }],
  groupBy: ['team'],
  grain: 'month',
  incomplete: 'hide',
};
const explore = `/explore?${new URLSearchParams({ from: 'now-13M/M', to: 'now-1M/M', queries: JSON.stringify([query]) }).toString()}`;

const rows = (page: Page) => page.getByRole('gridcell').first().waitFor();
const drawing = (page: Page) => page.locator('canvas').first().waitFor();

const pictures: readonly Picture[] = [
  { name: 'unit-economics-dark', address: '/', theme: 'dark', height: 1560, prepare: rows },
  { name: 'unit-economics-light', address: '/', theme: 'light', height: 1560, prepare: rows },
  { name: 'team', address: '/d/unit-economics-team', theme: 'dark', height: 1060, prepare: rows },
  { name: 'executive', address: '/d/unit-economics-executive', theme: 'dark', height: 1700, prepare: rows },
  { name: 'drivers', address: '/d/unit-economics-drivers', theme: 'dark', height: 1700, prepare: rows },
  { name: 'query-editor', address: explore, theme: 'dark', height: 866, prepare: drawing },
  {
    name: 'config-editor',
    address: '/datasource',
    theme: 'dark',
    height: 1000,
    prepare: async (page) => {
      await page.getByRole('button', { name: 'Check saved entries' }).click();
      await page.getByRole('list', { name: 'What was found' }).scrollIntoViewIfNeeded();
    },
  },
];

async function take(browser: Browser, url: string, { name, address, theme, height, prepare }: Picture): Promise<void> {
  const context = await browser.newContext({ baseURL: url, viewport: { width, height }, timezoneId: 'UTC' });
  try {
    const page = await context.newPage();
    await page.addInitScript(`localStorage.setItem('theme', '${theme}')`);
    await page.goto(address);
    // Nothing is asked any more: every panel has its answer.
    await page.waitForLoadState('networkidle');
    await prepare(page);
    const file = path.join(out, `${name}.png`);
    const { length } = await page.screenshot({ path: file, animations: 'disabled', caret: 'hide' });
    console.log(`${file}: ${(length / 1024).toFixed(0)} kB`);
  } finally {
    await context.close();
  }
}

if (findChromium() === undefined) {
  throw new Error("Pictures need Debian's package chromium, or another Chromium that the variable CHROMIUM names.");
}
const executable = path.resolve(await build());
await buildFrontEnd();
await ensureSampleData();
mkdirSync(out, { recursive: true });
const preview = await startPreview(executable, { data: sampleDirectory, cache: path.resolve('.cache/browser') }, 0);
const browser = await chromium.launch(chromiumOptions());
try {
  for (const picture of pictures) {
    await take(browser, preview.url, picture);
  }
} finally {
  await browser.close();
  await preview.close();
}
