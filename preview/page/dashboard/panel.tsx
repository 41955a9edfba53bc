import { css } from '@emotion/css';
import { CoreApp, LoadingState, type TimeRange } from '@grafana/data';
import { Icon, Menu, PanelChrome, Tooltip, useTheme2 } from '@grafana/ui';
import { useMemo } from 'react';
import type { DashboardModel, PanelModel } from '../bootstrap.ts';
import { applied } from '../field-config.ts';
import { errorOf, noticesOf } from '../notices.ts';
import { usePage } from '../page-context.ts';
import { goTo } from '../route.ts';
import { useQuery } from '../run-query.ts';
import { rangeInUrl, withTimeFrom } from '../time-range.ts';
import { Visualization } from '../visualizations/visualization.tsx';

export interface PanelProps {
  readonly dashboard: DashboardModel;
  readonly panel: PanelModel;
  readonly range: TimeRange;
  readonly width: number;
  readonly height: number;
  /** Changes when queries are to be asked again. */
  readonly again: unknown;
}

/** One panel of a dashboard: its queries asked, their answer drawn, errors and notices where Grafana shows them. */
export function Panel({ dashboard, panel, range: dashboardRange, width, height, again }: PanelProps) {
  const { registry, variables } = usePage();
  const theme = useTheme2();
  const timeZone = dashboard.timezone;
  const { range, text } = withTimeFrom(dashboardRange, panel.timeFrom);
  const replace = useMemo(() => variables.replace.bind(variables), [variables]);
  const data = useQuery(
    registry,
    {
      app: CoreApp.Dashboard,
      dataSource: panel.datasource.uid,
      targets: panel.targets,
      transformations: panel.transformations,
      replaceVariables: replace,
      range,
      timeZone,
      maxDataPoints: Math.max(100, Math.round(width)),
      dashboard: { uid: dashboard.uid, panel: panel.id, title: panel.title },
    },
    again
  );
  const frames = useMemo(
    () => applied(data.series, panel.fieldConfig, theme, timeZone, replace),
    [data.series, panel.fieldConfig, theme, timeZone, replace]
  );
  const error = errorOf(data);
  return (
    <PanelChrome
      title={replace(panel.title)}
      description={panel.description}
      width={width}
      height={height}
      loadingState={data.state}
      statusMessage={error}
      padding={panel.type === 'table' ? 'none' : 'md'}
      titleItems={<TitleItems notices={noticesOf(data)} text={panel.hideTimeOverride ? undefined : text} />}
      menu={() => <PanelMenu panel={panel} range={range} />}
    >
      {(innerWidth, innerHeight) =>
        data.state === LoadingState.Loading && frames.length === 0 ? null : (
          <Visualization
            type={panel.type}
            frames={frames}
            fieldConfig={panel.fieldConfig}
            options={panel.options}
            range={data.timeRange}
            timeZone={timeZone}
            theme={theme}
            replaceVariables={replace}
            width={innerWidth}
            height={innerHeight}
          />
        )
      }
    </PanelChrome>
  );
}

/** A panel's own range, and what the answer says of itself. */
function TitleItems({ notices, text }: { notices: ReturnType<typeof noticesOf>; text: string | undefined }) {
  const isWarning = notices.some(({ severity }) => severity !== 'info');
  return (
    <>
      {notices.length > 0 && (
        <Tooltip
          content={
            <>
              {notices.map((notice) => (
                <p key={notice.text}>{notice.text}</p>
              ))}
            </>
          }
          interactive
        >
          <PanelChrome.TitleItem>
            <Icon name={isWarning ? 'exclamation-triangle' : 'info-circle'} aria-label="Notices" tabIndex={0} />
          </PanelChrome.TitleItem>
        </Tooltip>
      )}
      {text !== undefined && (
        <PanelChrome.TitleItem>
          <span className={css({ whiteSpace: 'nowrap' })}>
            <Icon name="clock-nine" size="sm" /> {text}
          </span>
        </PanelChrome.TitleItem>
      )}
    </>
  );
}

function PanelMenu({ panel, range }: { panel: PanelModel; range: TimeRange }) {
  const { registry } = usePage();
  return (
    <Menu>
      <Menu.Item
        label="Explore"
        icon="compass"
        onClick={() => {
          const dataSource = registry.instance(panel.datasource.uid);
          const queries = JSON.stringify(
            dataSource.interpolateVariablesInQueries?.(panel.targets, {}) ?? panel.targets
          );
          goTo(`/explore?${new URLSearchParams({ queries, ...rangeInUrl(range) }).toString()}`);
        }}
      />
    </Menu>
  );
}
