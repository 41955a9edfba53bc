import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import path from 'node:path';
import { DataSources } from './data-sources.ts';
import type { Environment } from './expand.ts';
import { GrafanaApi } from './grafana-api.ts';
import { bodyOf, isFromHere, send } from './http.ts';
import { PluginProcess } from './plugin-process.ts';
import { readDashboards, readDataSources } from './provisioning.ts';
import { Refusal } from './refusal.ts';
import { sendFile } from './static-files.ts';

export interface PreviewOptions {
  /** 0 takes any that is free. */
  readonly port: number;
  /** The built plugin. */
  readonly dist: string;
  readonly executable: string;
  readonly provisioning: string;
  /** Variables for provisioning files, as Grafana would have them in its environment. */
  readonly env: Environment;
  /** Those that Grafana makes of the plugin's section in grafana.ini. */
  readonly pluginEnv: Environment;
  /** The bundled page: index.html, preview.js, preview.css. */
  readonly page: string;
  /** Lines of the plugin's log. */
  readonly onLog: (line: string) => void;
}

export interface Preview {
  readonly url: string;
  readonly close: () => Promise<void>;
}

const icons = 'node_modules/@grafana/ui/dist/public/img/icons';
const fonts = 'node_modules/@fontsource/inter/files';
/** Grafana's name of a font file -> the same cut as an npm package has it. */
const fontFiles: Readonly<Record<string, string>> = {
  '/public/fonts/inter/Inter-Regular.woff2': 'inter-latin-400-normal.woff2',
  '/public/fonts/inter/Inter-Medium.woff2': 'inter-latin-500-normal.woff2',
};

/** Starts the plugin and serves the page that stands in for Grafana, on the loopback interface only. */
export async function servePreview(options: PreviewOptions): Promise<Preview> {
  const meta: unknown = JSON.parse(readFileSync(path.join(options.dist, 'plugin.json'), 'utf8'));
  const id = pluginId(meta);
  const plugin = new PluginProcess(options.executable, options.pluginEnv, options.onLog);
  const dataSources = new DataSources(
    readDataSources(options.provisioning, options.env).filter(({ type }) => type === id),
    id
  );
  const api = new GrafanaApi(plugin, dataSources);

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, search } = new URL(request.url ?? '/', 'http://preview');
    const method = request.method ?? 'GET';
    const [, uid, rest] = /^\/api\/datasources\/uid\/([^/]+)(?:\/(.*))?$/.exec(pathname) ?? [];
    const json = async () => JSON.parse((await bodyOf(request)).toString('utf8')) as unknown;
    if (pathname === '/api/ds/query' && method === 'POST') {
      send(response, await api.query(await json(), request.headers));
    } else if (uid !== undefined && rest === 'health') {
      send(response, await api.health(uid));
    } else if (uid !== undefined && rest?.startsWith('resources/') === true) {
      const resource = decodeURIComponent(rest.slice('resources/'.length));
      send(response, await api.resource(uid, method, resource, search, await bodyOf(request)));
    } else if (uid !== undefined && rest === undefined && method === 'PUT') {
      send(response, { status: 200, body: dataSources.update(uid, await json()) });
    } else if (pathname === '/api/datasources' && method === 'POST') {
      send(response, { status: 200, body: dataSources.add() });
    } else if (pathname === '/api/preview') {
      const dashboards = readDashboards(options.provisioning);
      send(response, { status: 200, body: { meta, dataSources: dataSources.list(), dashboards } });
    } else if (pathname.startsWith('/api/')) {
      send(response, { status: 404, body: { message: `${method} ${pathname} is not served by the preview.` } });
    } else if (!sendAsset(pathname, response)) {
      sendFile(response, options.page, 'index.html');
    }
  }

  /** Grafana's paths for the plugin's files, icons and fonts; the page's own files lie in /preview. */
  function sendAsset(pathname: string, response: ServerResponse): boolean {
    const font = fontFiles[pathname];
    if (font !== undefined) {
      return sendFile(response, fonts, font);
    }
    const places = [
      [`/public/plugins/${id}/`, options.dist],
      ['/public/build/img/icons/', icons],
      ['/preview/', options.page],
    ] as const;
    const place = places.find(([prefix]) => pathname.startsWith(prefix));
    if (place === undefined && !pathname.startsWith('/public/')) {
      return false;
    }
    const [prefix, directory] = place ?? ['/public/', options.dist];
    if (place === undefined || !sendFile(response, directory, decodeURIComponent(pathname.slice(prefix.length)))) {
      send(response, { status: 404, body: { message: `${pathname} does not exist.` } });
    }
    return true;
  }

  const server = createServer((request, response) => {
    if (!isFromHere(request)) {
      send(response, { status: 403, body: { message: 'The preview answers only pages of its own.' } });
      return;
    }
    respond(request, response).catch((thrown: unknown) => {
      const status = thrown instanceof Refusal ? thrown.status : 500;
      send(response, { status, body: { message: thrown instanceof Error ? thrown.message : String(thrown) } });
    });
  });
  server.listen(options.port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : options.port;
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await plugin.end();
    },
  };
}

function pluginId(meta: unknown): string {
  if (typeof meta !== 'object' || meta === null || !('id' in meta) || typeof meta.id !== 'string') {
    throw new Error('plugin.json has no id');
  }
  return meta.id;
}
