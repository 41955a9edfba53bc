import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { findChromium } from '../../tests/browser/chromium.ts';
import { buildFrontEnd } from '../build/frontend.ts';
import { runProcess } from '../run-process.ts';
import { tools } from '../tools.ts';
import type { Counts } from './counts.ts';
import { failed, skipped } from './counts.ts';
import { countsOfPlaywrightReport } from './playwright-report.ts';

/** Both editors and both dashboards in the preview, driven by Chromium. No Chromium is a skip, in CI a failure. */
export async function browserTests(timeoutMs: number): Promise<Counts> {
  if (!(await ensureChromium())) {
    const isCi = process.env['CI'] === 'true';
    console.log(
      `The browser tests need Debian's chromium, or another that CHROMIUM names; none was found and none could be installed. ${isCi ? 'CI must have it.' : 'Skipped.'}`
    );
    return isCi ? failed : skipped;
  }
  try {
    await buildFrontEnd();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return failed;
  }
  return playwright('playwright.config.ts', timeoutMs);
}

/** The tests against a real Grafana at GRAFANA_URL, which must have this plugin and its provisioning. */
export async function grafanaTests(timeoutMs: number): Promise<Counts> {
  if (!process.env['GRAFANA_URL']) {
    console.log('The tests in a real Grafana need its address in GRAFANA_URL; it is not set. Skipped.');
    return skipped;
  }
  return (await ensureChromium()) ? playwright('playwright.e2e.config.ts', timeoutMs) : failed;
}

/** Whether there is a Chromium; root on Debian installs it where there is none. */
async function ensureChromium(): Promise<boolean> {
  if (findChromium() === undefined && process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).status === 0) {
    console.log('Installing chromium by apt-get ...');
    const options = { capture: true, env: { DEBIAN_FRONTEND: 'noninteractive' }, timeoutMs: 240_000 };
    await runProcess('apt-get', ['update', '-qq'], options);
    const { code, output } = await runProcess(
      'apt-get',
      ['install', '-y', '-qq', '--no-install-recommends', 'chromium'],
      options
    );
    if (code !== 0) {
      console.log(output);
    }
  }
  return findChromium() !== undefined;
}

/** Counts from Playwright's own report; a Playwright that wrote none counts as one failure. */
async function playwright(config: string, timeoutMs: number): Promise<Counts> {
  mkdirSync('.cache', { recursive: true });
  const report = path.resolve(`.cache/playwright-${process.pid}.json`);
  try {
    const { code } = await runProcess(
      process.execPath,
      [tools.playwright, 'test', '--config', config, '--reporter=list,json'],
      { env: { PLAYWRIGHT_JSON_OUTPUT_FILE: report }, timeoutMs }
    );
    const counts = existsSync(report) ? countsOfPlaywrightReport(readFileSync(report, 'utf8')) : failed;
    return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
  } finally {
    rmSync(report, { force: true });
  }
}
