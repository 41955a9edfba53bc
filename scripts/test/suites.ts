import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { build } from '../build/build.ts';
import { buildFrontEnd } from '../build/frontend.ts';
import type { ProcessOptions } from '../run-process.ts';
import { runProcess } from '../run-process.ts';
import type { Tool } from '../tools.ts';
import { tools } from '../tools.ts';
import type { Counts } from './counts.ts';
import { failed, passed, skipped } from './counts.ts';
import { countsOfJestReport } from './jest-report.ts';
import { isGoAtLeast, readGoReport } from './go-report.ts';

/** Go release that the conformance suite's libraries need: 1.26. */
const goMinor = 26;
const executableTests = 'tests/executable/';

/** One check of the whole tree; prints what it has to say only when it fails. */
export async function check(title: string, tool: Tool, args: readonly string[], timeoutMs: number): Promise<Counts> {
  const { code, output } = await runProcess(process.execPath, [tools[tool], ...args], { capture: true, timeoutMs });
  console.log(code === 0 ? `${title}: ok` : `${title}: failed\n${output}`);
  return code === 0 ? passed : failed;
}

/** Counts from jest's own report; a jest that wrote none counts as one failure. */
export async function jest(args: readonly string[], options: ProcessOptions): Promise<Counts> {
  mkdirSync('.cache', { recursive: true });
  const report = path.resolve(`.cache/jest-${process.pid}.json`);
  try {
    const { code } = await runProcess(
      process.execPath,
      [tools.jest, '--json', `--outputFile=${report}`, ...args],
      options
    );
    const counts = existsSync(report) ? countsOfJestReport(readFileSync(report, 'utf8')) : failed;
    // For example no test at all, or a coverage bound missed.
    return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
  } finally {
    rmSync(report, { force: true });
  }
}

/** Tests beside the sources, and those across rooms that need no executable. */
export function unitTests(timeoutMs: number): Promise<Counts> {
  return jest(['--testPathIgnorePatterns', executableTests, '/node_modules/'], { timeoutMs });
}

export function testsOfTheExecutable(timeoutMs: number): Promise<Counts> {
  return jest(['--runInBand', executableTests], { timeoutMs });
}

/** Whether jest, given these patterns, would run a test that needs the executable. */
export async function needsExecutable(patterns: readonly string[]): Promise<boolean> {
  const { output } = await runProcess(process.execPath, [tools.jest, '--listTests', ...patterns], { capture: true });
  return output.includes(executableTests);
}

/** The executable and the front end. */
export async function buildExecutable(): Promise<Counts> {
  try {
    await build();
    await buildFrontEnd();
    return passed;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return failed;
  }
}

/** The Go suite that drives the executable as Grafana does. Missing Go is a skip, in CI a failure. */
export async function conformance(executable: string, timeoutMs: number): Promise<Counts> {
  const go = (await runProcess('go', ['version'], { capture: true })).code === 0 ? 'go' : '/usr/local/go/bin/go';
  const version = await runProcess(go, ['version'], { capture: true });
  if (!isGoAtLeast(version.output, goMinor)) {
    const isCi = process.env['CI'] === 'true';
    const found = version.code === 0 ? `found ${version.output.trim()}` : 'none was found';
    console.log(
      `The conformance suite needs Go 1.${goMinor} or later on the PATH; ${found}. ${isCi ? 'CI must have it.' : 'Skipped.'}`
    );
    return isCi ? failed : skipped;
  }
  const options = { cwd: 'tests/conformance', env: { GPX: path.resolve(executable) }, capture: true, timeoutMs };
  const { code, output } = await runProcess(go, ['test', '-json', '-count=1', './...'], options);
  const { counts, complaints } = readGoReport(output);
  if (code !== 0) {
    console.log(complaints);
    console.log(code === 124 ? 'The conformance suite ran out of time.' : `go test ended with status ${code}.`);
  }
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}
