import path from 'node:path';
import { bundlePage } from '../../preview/bundle.ts';
import { servePreview, type Preview, type PreviewOptions } from '../../preview/server/serve.ts';
import { hashInputs, isUpToDate, writeStamp } from '../build/stamp.ts';
import type { PluginPlaces } from './grafana-environment.ts';

const page = '.cache/preview';
const stamp = '.cache/build/preview-stamp.json';
const inputs = ['preview/page', 'preview/bundle.ts', 'package-lock.json'];
const usualPort = 3000;

/** Bundles the page if that is needed, and serves it. Without a port it is the usual one, or another where that is taken. */
export async function startPreview(executable: string, places: PluginPlaces, port?: number): Promise<Preview> {
  const hash = hashInputs(inputs);
  if (!isUpToDate(stamp, hash)) {
    console.log('Bundling the preview page ...');
    await bundlePage(page);
    writeStamp(
      stamp,
      hash,
      ['index.html', 'main.js', 'main.css'].map((name) => path.join(page, name))
    );
  }
  const options: Omit<PreviewOptions, 'port'> = {
    dist: 'dist',
    executable,
    provisioning: 'provisioning',
    env: { UNIT_ECONOMICS_DATA: places.data },
    pluginEnv: { GF_PLUGIN_ALLOWED_PATHS: places.data, GF_PLUGIN_CACHE_PATH: path.join(places.cache, 'plugin') },
    page,
    onLog: (line) => {
      if (line.includes('"@level":"error"')) {
        console.error(line);
      }
    },
  };
  try {
    return await servePreview({ ...options, port: port ?? usualPort });
  } catch (thrown) {
    if (port === undefined && thrown instanceof Error && 'code' in thrown && thrown.code === 'EADDRINUSE') {
      return servePreview({ ...options, port: 0 });
    }
    throw thrown;
  }
}
