import type { Plugin } from 'esbuild';
import { lazyPackages } from './lazy-packages.ts';

/**
 * For the start bundle: `await import(LAZY)` becomes a load of `lib/CHUNK.cjs` beside the executable, at the moment it
 * runs. Any other import of such a package fails the build, because it would load at the start.
 */
export function loadLazyPackagesFromFiles(): Plugin {
  return {
    name: 'load-lazy-packages-from-files',
    setup(build) {
      build.onResolve({ filter: /^[^./]/ }, ({ path, kind }) => {
        const lazy = lazyPackages.find(({ name }) => path === name || path.startsWith(`${name}/`));
        if (!lazy) {
          return undefined;
        }
        if (kind !== 'dynamic-import') {
          return {
            errors: [
              {
                text: `${path} must load on first use: write await import('${path}'), or import type for its types alone`,
              },
            ],
          };
        }
        if (path !== lazy.name) {
          return { errors: [{ text: `${path} cannot be loaded on first use: only ${lazy.name} itself can` }] };
        }
        return { path: lazy.chunk, namespace: 'lazy' };
      });
      build.onLoad({ filter: /./, namespace: 'lazy' }, ({ path: chunk }) => ({
        contents: `module.exports = require('node:module').createRequire(process.execPath)('./lib/${chunk}.cjs');`,
      }));
    },
  };
}

/** For a chunk: native code is loaded from the file beside it. Only DuckDB's wrapper has some. */
export function loadNativeCodeFromBeside(): Plugin {
  return {
    name: 'load-native-code-from-beside',
    setup(build) {
      build.onResolve({ filter: /^@duckdb\/node-bindings$/ }, () => ({ path: './duckdb.node', external: true }));
    },
  };
}

/** For a chunk: packages that are loaded and never used. */
export function leaveOut(packages: readonly string[]): Plugin {
  return {
    name: 'leave-out',
    setup(build) {
      build.onResolve({ filter: /^[^./]/ }, ({ path }) =>
        packages.includes(path) ? { path, namespace: 'left-out' } : undefined
      );
      build.onLoad({ filter: /./, namespace: 'left-out' }, () => ({ contents: 'module.exports = {};' }));
    },
  };
}
