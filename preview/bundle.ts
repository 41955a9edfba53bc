import { copyFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { build as bundle, type Plugin } from 'esbuild';

/** Bundles the page, with the libraries that Grafana would provide, into `out`; some five seconds. */
export async function bundlePage(out: string): Promise<void> {
  mkdirSync(out, { recursive: true });
  await bundle({
    entryPoints: ['preview/page/main.tsx'],
    outdir: out,
    bundle: true,
    format: 'esm',
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    platform: 'browser',
    target: 'es2022',
    jsx: 'automatic',
    sourcemap: 'linked',
    // Libraries ask for it; React is three times slower in development.
    define: { 'process.env.NODE_ENV': '"production"', global: 'globalThis' },
    loader: { '.svg': 'file', '.ttf': 'file', '.woff2': 'file' },
    plugins: [transpiledDefaults],
    logLevel: 'warning',
  });
  copyFileSync('preview/page/index.html', path.join(out, 'index.html'));
}

/**
 * Packages transpiled to CommonJS have their default export in `default`. Grafana's own build takes it from there; esbuild,
 * for a file that ends with .mjs as those of Grafana's libraries do, takes the whole module, as Node does.
 */
const transpiledDefaults: Plugin = {
  name: 'transpiled-defaults',
  setup(build) {
    const namespace = 'transpiled-default';
    build.onResolve({ filter: /^(react-custom-scrollbars-2|calculate-size|slate-plain-serializer)$/ }, (args) =>
      args.namespace === namespace ? undefined : { path: args.path, namespace }
    );
    build.onLoad({ filter: /.*/, namespace }, ({ path: name }) => ({
      contents: `import * as all from '${name}'; export * from '${name}'; export default all.default?.default ?? all.default;`,
      resolveDir: process.cwd(),
    }));
  },
};
