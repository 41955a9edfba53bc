/**
 * `npm test` runs every suite and ends with `N passed, N failed`; `npm test -- PATTERN ...` runs only the jest tests whose
 * path matches. The exit status is 0 when nothing failed.
 */
import { executableName } from './build/build.ts';
import { endOnInterrupt } from './run-process.ts';
import { browserTests, grafanaTests } from './test/browser.ts';
import type { Counts } from './test/counts.ts';
import { failed, sum, summary } from './test/counts.ts';
import {
  buildExecutable,
  check,
  conformance,
  jest,
  needsExecutable,
  testsOfTheExecutable,
  unitTests,
} from './test/suites.ts';

/** ms for all suites together: a guard against hanging, several times what a busy machine needs. */
const allowed = 45 * 60_000;
const timeLeft = () => Math.max(1000, allowed - performance.now());

const interruption = endOnInterrupt();

async function suite(title: string, run: () => Promise<Counts>): Promise<Counts> {
  if (interruption.aborted) {
    return failed;
  }
  const began = performance.now();
  console.log(`\n== ${title}`);
  const counts = await run();
  console.log(`== ${title}: ${summary(counts)} (${((performance.now() - began) / 1000).toFixed(1)} s)`);
  return counts;
}

async function allSuites(): Promise<Counts[]> {
  const results = [
    await suite('types, lint, format', async () =>
      sum(
        await Promise.all([
          check('types', 'tsc', ['-p', '.'], timeLeft()),
          check('types of the front end', 'tsc', ['-p', 'src'], timeLeft()),
          check('types of the preview', 'tsc', ['-p', 'preview/page'], timeLeft()),
          check('lint', 'eslint', ['.', '--max-warnings', '0'], timeLeft()),
          check('format', 'prettier', ['--check', '.'], timeLeft()),
        ])
      )
    ),
    await suite('unit tests', () => unitTests(timeLeft())),
    await suite('build', buildExecutable),
  ];
  if (interruption.aborted) {
    return results;
  }
  if (results.at(-1)?.failed) {
    console.log('The suites that need the executable did not run, because there is none.');
    return results;
  }
  results.push(await suite('tests of the executable', () => testsOfTheExecutable(timeLeft())));
  results.push(await suite('conformance with Grafana', () => conformance(`dist/${executableName}`, timeLeft())));
  results.push(await suite('browser tests', () => browserTests(timeLeft())));
  results.push(await suite('tests in a real Grafana', () => grafanaTests(timeLeft())));
  return results;
}

async function only(patterns: readonly string[]): Promise<Counts[]> {
  const built = (await needsExecutable(patterns)) ? [await suite('build', buildExecutable)] : [];
  return [...built, await suite('selected tests', () => jest(['--verbose', ...patterns], { timeoutMs: timeLeft() }))];
}

const patterns = process.argv.slice(2);
const total = sum(patterns.length > 0 ? await only(patterns) : await allSuites());
console.log(`\n${interruption.aborted ? 'Interrupted.\n' : ''}${summary(total)}`);
process.exitCode = total.failed > 0 || interruption.aborted ? 1 : 0;
