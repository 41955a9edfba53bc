import path from 'node:path';

/** What provisioning/ and grafana.ini refer to; the same variables stand in docker-compose.yaml. */
export interface PluginPlaces {
  /** The directory of bills and usage, which the plugin may read. */
  readonly data: string;
  /** Where Grafana and the plugin keep what can be made again. */
  readonly cache: string;
}

/** The environment of a Grafana on one's own machine: this plugin, provisioned, at 127.0.0.1, without login. */
export function grafanaEnvironment({ data, cache }: PluginPlaces, port: number): Record<string, string> {
  const provisioning = path.resolve('provisioning');
  return {
    UNIT_ECONOMICS_DATA: data,
    UNIT_ECONOMICS_CACHE: path.join(cache, 'plugin'),
    GF_PATHS_DATA: path.join(cache, 'data'),
    GF_PATHS_LOGS: path.join(cache, 'log'),
    GF_PATHS_PLUGINS: path.join(cache, 'plugins'),
    GF_PATHS_PROVISIONING: provisioning,
    GF_SERVER_HTTP_ADDR: '127.0.0.1',
    GF_SERVER_HTTP_PORT: String(port),
    GF_AUTH_ANONYMOUS_ENABLED: 'true',
    GF_AUTH_ANONYMOUS_ORG_ROLE: 'Admin',
    GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH: path.join(provisioning, 'dashboards/unit-economics.json'),
    GF_ANALYTICS_REPORTING_ENABLED: 'false',
    GF_ANALYTICS_CHECK_FOR_UPDATES: 'false',
    GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES: 'false',
    GF_PLUGINS_PREINSTALL_DISABLED: 'true',
    GF_PLUGINS_PUBLIC_KEY_RETRIEVAL_DISABLED: 'true',
    GF_LOG_LEVEL: 'error',
  };
}
