import './boot-data.ts';
import { type DataSourcePluginMeta, DataSourcePlugin, type DataSourceApi } from '@grafana/data';
import { setBackendSrv, setDataSourceSrv, setTemplateSrv } from '@grafana/runtime';
import { initializeLoggersRegistry } from '@grafana/runtime/unstable';
import { createRoot } from 'react-dom/client';
import 'uplot/dist/uPlot.min.css';
import { loadAmd } from './amd.ts';
import { App } from './app.tsx';
import { loadBootstrap } from './bootstrap.ts';
import { externals } from './externals.ts';
import { textOf } from './run-query.ts';
import { backendSrv } from './services/backend-srv.ts';
import { DataSourceRegistry } from './services/data-source-srv.ts';
import { Variables } from './services/template-srv.ts';

/** What Grafana does before it shows a dashboard: its services, then the plugin's own module, then the page. */
async function main(root: HTMLElement): Promise<void> {
  const bootstrap = await loadBootstrap();
  const variables = new Variables();
  initializeLoggersRegistry();
  setBackendSrv(backendSrv);
  setTemplateSrv(variables);
  const plugin = pluginOf(await loadAmd(`/public/plugins/${bootstrap.meta.id}/module.js`, externals));
  const registry = new DataSourceRegistry(plugin, metaOf(bootstrap.meta), bootstrap.dataSources);
  setDataSourceSrv(registry);
  createRoot(root).render(<App context={{ bootstrap, registry, variables }} />);
}

function pluginOf(module: unknown): DataSourcePlugin<DataSourceApi> {
  if (
    typeof module === 'object' &&
    module !== null &&
    'plugin' in module &&
    module.plugin instanceof DataSourcePlugin
  ) {
    return module.plugin as DataSourcePlugin<DataSourceApi>;
  }
  throw new Error('module.js exports no data source plugin.');
}

/** plugin.json with what Grafana adds to it. */
function metaOf(meta: Readonly<Record<string, unknown>> & { id: string }): DataSourcePluginMeta {
  return {
    ...meta,
    module: `public/plugins/${meta.id}/module.js`,
    baseUrl: `public/plugins/${meta.id}`,
  } as DataSourcePluginMeta;
}

const root = document.getElementById('root');
if (root !== null) {
  main(root).catch((thrown: unknown) => {
    root.textContent = textOf(thrown);
  });
}
