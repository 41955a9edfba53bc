/** Keys that Grafana adds to every query or data source; they are dropped before ours are checked. */
const queryKeys = new Set([
  'refId', 'datasource', 'datasourceId', 'hide', 'key', 'queryType', 'intervalMs', 'maxDataPoints', 'queryCachingTTL',
]); // prettier-ignore

const settingsKeys = new Set([
  'enableSecureSocksProxy', 'secureSocksProxyUsername', 'timeout', 'keepCookies', 'httpHeaderName1', 'serverName',
  'manageAlerts', 'allowAsRecordingRulesTarget', 'alertmanagerUid', 'pdcInjected', 'teamHttpHeaders', 'oauthPassThru',
  'forwardGrafanaIdToken', 'sigV4Auth', 'implementation', 'version',
]); // prettier-ignore

export function withoutGrafanaQueryKeys(query: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(query).filter(([key]) => !queryKeys.has(key)));
}

export function withoutGrafanaSettingsKeys(settings: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(settings).filter(([key]) => !settingsKeys.has(key) && !key.startsWith('tls'))
  );
}
