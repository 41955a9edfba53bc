import type {
  CoreApp,
  DataFrame,
  DataQueryRequest,
  DataSourceApi,
  DataTransformerConfig,
  PanelData,
  TimeRange,
} from '@grafana/data';
import { LoadingState, toDataFrame } from '@grafana/data';
import type { DataQuery } from '@grafana/schema';
import type { DataQueryResponse } from '@grafana/data';
import { useEffect, useMemo, useState } from 'react';
import { defer, from as toObservable, isObservable, map, mergeMap, of, type Observable } from 'rxjs';
import type { DataSourceRegistry } from './services/data-source-srv.ts';
import { transformed } from './transformations.ts';

export interface Question {
  readonly app: CoreApp;
  readonly dataSource: string;
  readonly targets: readonly DataQuery[];
  readonly transformations?: readonly DataTransformerConfig[];
  readonly replaceVariables?: (text: string) => string;
  readonly range: TimeRange;
  readonly timeZone: string;
  readonly maxDataPoints: number;
  readonly dashboard?: { readonly uid: string; readonly panel: number; readonly title: string };
}

/**
 * Asks a question, again when it or `again` changes; what was answered before stays until there is an answer. Queries that
 * the data source filters out are not sent, as in Grafana.
 */
export function useQuery(registry: DataSourceRegistry, question: Question, again: unknown): PanelData {
  const [answer, setAnswer] = useState<{ asked: Question; data: PanelData }>();
  const key = JSON.stringify([question.dataSource, question.targets, question.range.raw, question.dashboard]);
  // The key stands for the question; its object is a new one with each rendering.
  const asked = useMemo(() => question, [key, again]); // eslint-disable-line react-hooks/exhaustive-deps
  useEffect(() => {
    const done = (data: Partial<PanelData>) => {
      setAnswer({ asked, data: { state: LoadingState.Done, series: [], timeRange: asked.range, ...data } });
    };
    const { transformations = [], replaceVariables = String } = asked;
    const answers = defer(() => send(registry.instance(asked.dataSource), asked)).pipe(
      map(panelData),
      mergeMap((data) =>
        transformed(data.series, transformations, replaceVariables).pipe(map((series) => ({ ...data, series })))
      )
    );
    const subscription = answers.subscribe({
      next: done,
      error: (thrown: unknown) => {
        done({ state: LoadingState.Error, errors: [{ message: textOf(thrown) }] });
      },
    });
    return () => {
      subscription.unsubscribe();
    };
  }, [registry, asked]);
  return answer?.asked === asked
    ? answer.data
    : { series: [], ...answer?.data, state: LoadingState.Loading, timeRange: asked.range };
}

function send(dataSource: DataSourceApi, question: Question): Observable<DataQueryResponse> {
  const { app, range, timeZone, maxDataPoints, dashboard } = question;
  const targets = question.targets.filter((query) => query.hide !== true && dataSource.filterQuery?.(query) !== false);
  if (targets.length === 0) {
    return of({ data: [] });
  }
  const intervalMs = Math.max(1, Math.round((range.to.valueOf() - range.from.valueOf()) / maxDataPoints));
  const request: DataQueryRequest = {
    app,
    requestId: `Q${String((requests += 1))}`,
    interval: `${intervalMs}ms`,
    intervalMs,
    maxDataPoints,
    range,
    rangeRaw: range.raw,
    scopedVars: {},
    targets,
    timezone: timeZone,
    startTime: Date.now(),
    ...(dashboard && { dashboardUID: dashboard.uid, panelId: dashboard.panel, panelName: dashboard.title }),
  };
  const response = dataSource.query(request);
  return isObservable(response) ? response : toObservable(response);
}

let requests = 0;

function panelData(response: DataQueryResponse): Pick<PanelData, 'series' | 'state' | 'errors'> {
  const errors = response.errors ?? [];
  return {
    series: response.data.map((frame: DataFrame) => toDataFrame(frame)),
    state: errors.length > 0 ? LoadingState.Error : (response.state ?? LoadingState.Done),
    ...(errors.length > 0 && { errors }),
  };
}

export function textOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
