/** Builds the back end once and dist/module.js at each change, until Ctrl-C. */
import { build } from './build/build.ts';
import { watchFrontEnd } from './build/frontend.ts';
import { endOnInterrupt } from './run-process.ts';

const interruption = endOnInterrupt();
try {
  await build();
  await watchFrontEnd(interruption);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
