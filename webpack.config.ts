import path from 'node:path';
import TerserPlugin from 'terser-webpack-plugin';
import type { Configuration } from 'webpack';

const root = import.meta.dirname;

/** What Grafana itself provides to plugins at run time, as create-plugin lists it; everything else is bundled. */
const externals: Configuration['externals'] = [
  { 'amd-module': 'module' },
  'lodash',
  'jquery',
  'moment',
  'slate',
  'emotion',
  '@emotion/react',
  '@emotion/css',
  'prismjs',
  'slate-plain-serializer',
  '@grafana/slate-react',
  'react',
  'react/jsx-runtime',
  'react/jsx-dev-runtime',
  'react-dom',
  'react-redux',
  'redux',
  'rxjs',
  'i18next',
  'react-router',
  'd3',
  'angular',
  /^@grafana\/ui/i,
  /^@grafana\/runtime/i,
  /^@grafana\/data/i,
];

/** The front end: one AMD module that Grafana's loader fetches as `module.js`. plugin.json and its like are copied by scripts/build. */
export function frontEnd(mode: 'production' | 'development', out = path.join(root, 'dist')): Configuration {
  return {
    mode,
    context: root,
    target: ['web', 'es2022'],
    devtool: mode === 'production' ? 'source-map' : 'eval-source-map',
    entry: { module: './src/module.ts' },
    externals,
    resolve: { extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'] },
    module: {
      rules: [
        {
          test: /\.tsx?$/,
          exclude: /node_modules/,
          use: {
            loader: 'swc-loader',
            options: {
              jsc: {
                target: 'es2022',
                parser: { syntax: 'typescript', tsx: true },
                transform: { react: { runtime: 'automatic' } },
              },
            },
          },
        },
      ],
    },
    optimization: {
      minimizer: [
        new TerserPlugin({
          minify: TerserPlugin.swcMinify,
          extractComments: false,
          terserOptions: { compress: { pure_funcs: ['console.log', 'console.info'] }, format: { comments: false } },
        }),
      ],
    },
    // The back end's files lie in the same directory: nothing is cleaned.
    output: {
      path: out,
      filename: '[name].js',
      library: { type: 'amd' },
      publicPath: 'public/plugins/perunit-uniteconomics-datasource/',
      uniqueName: 'perunit-uniteconomics-datasource',
    },
    performance: { hints: false },
    infrastructureLogging: { level: 'error' },
  };
}

export default frontEnd('production');
