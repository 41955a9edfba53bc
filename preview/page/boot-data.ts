/**
 * What Grafana's server writes into its page and @grafana/runtime reads while it loads: this module is imported before it.
 * Everything that is not said here keeps its default.
 */
const mode = new URLSearchParams(window.location.search).get('theme') ?? localStorage.getItem('theme');

export const isLight = mode === 'light';

Object.assign(window, {
  __grafana_public_path__: '/public/',
  grafanaBootData: {
    user: {
      orgRole: 'Admin',
      isSignedIn: true,
      login: 'preview',
      timezone: 'browser',
      lightTheme: isLight,
      permissions: {},
    },
    navTree: [],
    settings: {
      appUrl: `${window.location.origin}/`,
      appSubUrl: '',
      bootData: { user: { theme: isLight ? 'light' : 'dark' } },
      featureToggles: {},
      datasources: {},
      panels: {},
      apps: {},
      buildInfo: { version: '13.2.2', commit: 'preview', env: 'development', edition: 'Open Source' },
    },
  },
});
