import { css } from '@emotion/css';
import { Global } from '@emotion/react';
import { createTheme, ThemeContext } from '@grafana/data';
import { config } from '@grafana/runtime';
import {
  Alert,
  Button,
  ErrorBoundaryAlert,
  GlobalStyles,
  IconButton,
  LinkButton,
  PortalContainer,
  Stack,
  useTheme2,
} from '@grafana/ui';
import { useMemo, useState, type ReactNode } from 'react';
import { addDataSource } from './bootstrap.ts';
import { isLight } from './boot-data.ts';
import { DataSourcePage } from './data-source-page.tsx';
import { Dashboard } from './dashboard/dashboard.tsx';
import { Explore } from './explore.tsx';
import { PageContext, usePage } from './page-context.ts';
import { goTo, useRoute, type Route } from './route.ts';

/** The dashboard that `/` shows. */
const home = 'unit-economics';

/** The whole page: a bar of links, and what the address asks for. */
export function App({ context }: { context: PageContext }) {
  const [light, setLight] = useState(isLight);
  const theme = useMemo(() => createTheme({ colors: { mode: light ? 'light' : 'dark' } }), [light]);
  Object.assign(config, { theme2: theme });
  const route = useRoute();
  const toggle = () => {
    localStorage.setItem('theme', light ? 'dark' : 'light');
    setLight(!light);
  };
  return (
    <ThemeContext.Provider value={theme}>
      <GlobalStyles />
      <Global
        styles={{
          body: { background: theme.colors.background.canvas, margin: 0, overflowY: 'auto' },
          '#root': { height: 'auto' },
        }}
      />
      <PageContext.Provider value={context}>
        <Bar light={light} onToggle={toggle} />
        <main className={css({ padding: theme.spacing(2) })}>
          <ErrorBoundaryAlert key={`${route.path} ${String(light)}`} title="This page failed">
            <Content route={route} />
          </ErrorBoundaryAlert>
        </main>
      </PageContext.Provider>
      <PortalContainer />
    </ThemeContext.Provider>
  );
}

function Bar({ light, onToggle }: { light: boolean; onToggle: () => void }) {
  const theme = useTheme2();
  const { bootstrap, registry } = usePage();
  const dashboards = bootstrap.dashboards.toSorted((a, b) => Number(b.uid === home) - Number(a.uid === home));
  const link = (href: string, text: string) => (
    <LinkButton key={href} href={href} variant="secondary" fill="text" size="sm">
      {text}
    </LinkButton>
  );
  const add = async () => {
    const entry = await addDataSource();
    registry.put(entry);
    bootstrap.dataSources.push(entry);
    goTo(`/datasource/${entry.uid}`);
  };
  return (
    <nav
      aria-label="Pages"
      className={css({
        padding: theme.spacing(1, 2),
        background: theme.colors.background.primary,
        borderBottom: `1px solid ${theme.colors.border.weak}`,
      })}
    >
      <Stack direction="row" gap={1} alignItems="center" justifyContent="space-between">
        <Stack direction="row" gap={1} alignItems="center">
          {dashboards.map(({ uid, title }) => link(`/d/${uid}`, title))}
          {link('/explore', 'Explore')}
          {link('/datasource', 'Data source')}
          <Button variant="secondary" fill="text" size="sm" icon="plus" onClick={() => void add()}>
            Add data source
          </Button>
        </Stack>
        <IconButton name="palette" tooltip={light ? 'Dark theme' : 'Light theme'} onClick={onToggle} size="lg" />
      </Stack>
    </nav>
  );
}

function Content({ route: { path, params } }: { route: Route }): ReactNode {
  const { bootstrap } = usePage();
  const [, kind = '', id = ''] = path.split('/');
  switch (kind) {
    case '':
    case 'd': {
      const { dashboards } = bootstrap;
      const model =
        id === ''
          ? (dashboards.find(({ uid }) => uid === home) ?? dashboards[0])
          : dashboards.find(({ uid }) => uid === id);
      return model === undefined ? (
        <Missing what={`dashboard ${id}`} />
      ) : (
        <Dashboard key={model.uid} model={model} params={params} />
      );
    }
    case 'explore':
      return <Explore params={params} />;
    case 'datasource': {
      const entry = bootstrap.dataSources.find(({ uid, isDefault }) => (id === '' ? isDefault : uid === id));
      return entry === undefined ? (
        <Missing what={`data source ${id}`} />
      ) : (
        <DataSourcePage key={entry.uid} entry={entry} />
      );
    }
    default:
      return <Missing what={`page ${path}`} />;
  }
}

function Missing({ what }: { what: string }) {
  return <Alert severity="warning" title={`There is no ${what}.`} />;
}
