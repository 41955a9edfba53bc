import { css } from '@emotion/css';
import {
  CoreApp,
  DataFrameType,
  type DataSourceApi,
  FieldColorModeId,
  type PanelData,
  type QueryEditorProps,
} from '@grafana/data';
import type { DataQuery } from '@grafana/schema';
import { Alert, Button, Collapse, Combobox, PanelChrome, Stack, useTheme2 } from '@grafana/ui';
import { useCallback, useMemo, useState } from 'react';
import { useMeasure } from 'react-use';
import * as z from 'zod';
import { applied } from './field-config.ts';
import { errorOf, noticesOf } from './notices.ts';
import { usePage } from './page-context.ts';
import { setParams, type Route } from './route.ts';
import { useQuery } from './run-query.ts';
import { TimeControls } from './time-controls.tsx';
import { timeRange } from './time-range.ts';
import { Visualization } from './visualizations/visualization.tsx';

const queries = z.array(z.looseObject({ refId: z.string() })).min(1);
const timeZone = 'utc';

/** The plugin's query editor with what it answers, as in Grafana's Explore. */
export function Explore({ params }: { params: Route['params'] }) {
  const { registry } = usePage();
  const uid = params.get('ds') ?? registry.getInstanceSettings()?.uid ?? '';
  const dataSource = registry.instance(uid);
  const [asked, setAsked] = useState<readonly DataQuery[] | undefined>(() => read(params.get('queries')));
  const [again, setAgain] = useState(0);
  const inUrl = params.get('queries');
  const targets: readonly DataQuery[] = useMemo(
    () => read(inUrl) ?? [{ refId: 'A', ...dataSource.getDefaultQuery?.(CoreApp.Explore) }],
    [inUrl, dataSource]
  );
  const from = params.get('from') ?? 'now-1y/M';
  const to = params.get('to') ?? 'now';
  const range = useMemo(() => timeRange(from, to, timeZone), [from, to, again]); // eslint-disable-line react-hooks/exhaustive-deps
  const data = useQuery(
    registry,
    { app: CoreApp.Explore, dataSource: uid, targets: asked ?? [], range, timeZone, maxDataPoints: 1000 },
    again
  );
  const run = useCallback(() => {
    setAsked(read(new URLSearchParams(window.location.search).get('queries')) ?? targets);
    setAgain((count) => count + 1);
  }, [targets]);
  const Editor = dataSource.components?.QueryEditor;
  const Help = dataSource.components?.QueryEditorHelp;
  const change = (query: DataQuery) => {
    const changed = targets.map((target) => (target.refId === query.refId ? query : target));
    setParams({ queries: JSON.stringify(changed) });
  };
  const shared: Omit<QueryEditorProps<DataSourceApi>, 'query'> = {
    app: CoreApp.Explore,
    data,
    datasource: dataSource,
    queries: [...targets],
    range,
    onAddQuery: () => undefined,
    onChange: change,
    onRunQuery: run,
  };
  const error = errorOf(data);
  return (
    <Stack direction="column" gap={2}>
      <Stack direction="row" gap={1} alignItems="center" justifyContent="space-between" wrap="wrap">
        <Combobox
          aria-label="Data source"
          width={32}
          value={uid}
          options={registry.getList().map((settings) => ({ label: settings.name, value: settings.uid }))}
          onChange={({ value }) => {
            setAsked(undefined);
            setParams({ ds: value, queries: undefined });
          }}
        />
        <Stack direction="row" gap={1}>
          <TimeControls
            range={range}
            timeZone={timeZone}
            refresh={params.get('refresh') ?? ''}
            isLoading={false}
            onRefresh={run}
          />
          <Button icon="sync" onClick={run}>
            Run query
          </Button>
        </Stack>
      </Stack>
      {targets.map((query) => (
        <section key={`${uid} ${query.refId}`} aria-label={`Query ${query.refId}`}>
          {Editor && <Editor {...shared} query={query} />}
        </section>
      ))}
      {error !== undefined && (
        <Alert severity="error" title="Query error">
          {error}
        </Alert>
      )}
      {noticesOf(data).map(({ text, severity }) => (
        <Alert key={text} severity={severity} title={text} />
      ))}
      <Results data={data} />
      {Help && (
        <Collapse label="Examples" isOpen={asked === undefined}>
          <Help
            datasource={dataSource}
            query={targets[0] ?? { refId: 'A' }}
            onClickExample={(query) => {
              setParams({ queries: JSON.stringify([{ ...query, refId: 'A' }]) });
              run();
            }}
          />
        </Collapse>
      )}
    </Stack>
  );
}

function read(json: string | null): DataQuery[] | undefined {
  if (json === null) {
    return undefined;
  }
  try {
    return queries.parse(JSON.parse(json));
  } catch {
    return undefined;
  }
}

/** Tables may hold times too: those of legs and of freshness are no graphs. */
const graphed = [DataFrameType.TimeSeriesWide, DataFrameType.TimeSeriesMulti];

/** A KPI's target, which fields carry as thresholds, is a line in graphs and the colour of bars. */
const fieldConfig = {
  defaults: {
    color: { mode: FieldColorModeId.PaletteClassic },
    custom: { showPoints: 'always', pointSize: 5, thresholdsStyle: { mode: 'dashed' } },
  },
  overrides: [],
};
const fieldConfigOfTargets = {
  ...fieldConfig,
  defaults: { ...fieldConfig.defaults, color: { mode: FieldColorModeId.Thresholds } },
};

/** A graph where there is time, the table of it, and the plan that the back end says it followed. */
function Results({ data }: { data: PanelData }) {
  const { variables } = usePage();
  const theme = useTheme2();
  const [measure, { width }] = useMeasure<HTMLDivElement>();
  const replace = useMemo(() => variables.replace.bind(variables), [variables]);
  const hasTime = data.series.some(({ meta }) => meta?.type !== undefined && graphed.includes(meta.type));
  const isNumeric =
    data.series.length > 1 && data.series.every(({ meta }) => meta?.type === DataFrameType.NumericMulti);
  const hasTargets = data.series.some(({ fields }) => fields.some(({ config }) => config.thresholds !== undefined));
  const config = isNumeric && hasTargets ? fieldConfigOfTargets : fieldConfig;
  const frames = useMemo(
    () => applied(data.series, config, theme, timeZone, replace),
    [data.series, config, theme, replace]
  );
  const plan = data.series[0]?.meta?.executedQueryString;
  const shared = {
    frames,
    fieldConfig: config,
    range: data.timeRange,
    timeZone,
    theme,
    replaceVariables: replace,
  };
  const graph = { legend: { showLegend: true, displayMode: 'list', placement: 'bottom' } };
  return (
    <div ref={measure}>
      {width > 0 && frames.length > 0 && (
        <Stack direction="column" gap={2}>
          {(hasTime || isNumeric) && (
            <PanelChrome title="Graph" width={width} height={360} loadingState={data.state}>
              {(innerWidth, innerHeight) => (
                <Visualization
                  {...shared}
                  type={hasTime ? 'timeseries' : 'bargauge'}
                  options={hasTime ? graph : { orientation: 'horizontal' }}
                  width={innerWidth}
                  height={innerHeight}
                />
              )}
            </PanelChrome>
          )}
          {!isNumeric && (
            <PanelChrome title="Table" width={width} height={360} padding="none" loadingState={data.state}>
              {(innerWidth, innerHeight) => (
                <Visualization {...shared} type="table" options={{}} width={innerWidth} height={innerHeight} />
              )}
            </PanelChrome>
          )}
          {plan !== undefined && <pre className={css({ whiteSpace: 'pre-wrap' })}>{plan}</pre>}
        </Stack>
      )}
    </div>
  );
}
