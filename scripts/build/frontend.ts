import path from 'node:path';
import webpack, { type Configuration, type Stats } from 'webpack';
import { frontEnd } from '../../webpack.config.ts';
import { hashInputs, isUpToDate, writeStamp } from './stamp.ts';

const out = path.resolve('dist');
const stamp = '.cache/build/frontend-stamp.json';

/** What ends up in module.js, or decides how. */
const inputs = ['src', 'pkg', 'webpack.config.ts', 'scripts/build/frontend.ts', 'package.json', 'package-lock.json'];

/** Writes dist/module.js and its map with webpack; does nothing when no input changed. Returns the path of module.js. */
export async function buildFrontEnd(): Promise<string> {
  const file = path.join(out, 'module.js');
  const hash = hashInputs(inputs);
  if (isUpToDate(stamp, hash)) {
    return file;
  }
  const began = performance.now();
  console.log('Building dist/module.js ...');
  const stats = await run(frontEnd('production'));
  complain(stats);
  writeStamp(stamp, hash, [file, `${file}.map`]);
  console.log(`Built dist/module.js in ${((performance.now() - began) / 1000).toFixed(1)} s.`);
  return file;
}

/** Builds at each change until the signal; the map is inside the file. */
export async function watchFrontEnd(signal: AbortSignal): Promise<void> {
  const compiler = webpack(frontEnd('development'));
  const watching = compiler.watch({ aggregateTimeout: 100 }, (error, stats) => {
    const seconds = stats === undefined ? '' : ` in ${(stats.endTime - stats.startTime) / 1000} s`;
    console.log(
      error?.message ?? (stats?.hasErrors() ? stats.toString('errors-only') : `Built dist/module.js${seconds}.`)
    );
  });
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => {
      watching?.close(() => {
        resolve();
      });
    });
  });
}

function run(configuration: Configuration): Promise<Stats> {
  return new Promise((resolve, reject) => {
    const compiler = webpack(configuration, (error, stats) => {
      compiler?.close(() => {
        if (stats === undefined) {
          reject(error ?? new Error('webpack gave no result.'));
        } else {
          resolve(stats);
        }
      });
    });
  });
}

function complain(stats: Stats): void {
  if (stats.hasErrors()) {
    throw new Error(`dist/module.js could not be built:\n${stats.toString({ preset: 'errors-only', colors: false })}`);
  }
  if (stats.hasWarnings()) {
    console.warn(stats.toString({ preset: 'errors-warnings', colors: false }));
  }
}
