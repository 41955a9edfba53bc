import type { DataSourceInstanceSettings, PluginMeta } from '@grafana/data';
import { type BackendSrvRequest, setBackendSrv, setTemplateSrv } from '@grafana/runtime';
import { of, throwError, type Observable } from 'rxjs';
import { DataSource } from '../datasource.ts';
import { fakeTemplates } from './fake-templates.ts';

export const catalog = {
  currency: 'USD',
  timezone: 'UTC',
  measures: {},
  functions: {},
  costs: [
    { name: 'cloud', title: 'Cloud bills', inTotal: true },
    { name: 'storage', title: 'Storage charges', inTotal: false },
  ],
  metrics: [
    {
      name: 'ocr_jobs',
      title: 'OCR jobs',
      unit: 'job',
      nativeGrain: 'day',
      additivity: 'additive',
      aggregate: { time: 'sum', groups: 'sum' },
      gaps: 'zero',
      dimensions: ['team'],
      hasTotal: false,
    },
    {
      name: 'active_customers',
      title: 'Active customers',
      unit: 'customer',
      nativeGrain: 'day',
      additivity: 'distinct',
      aggregate: { time: 'average', groups: 'none' },
      gaps: 'none',
      dimensions: ['product'],
      hasTotal: true,
    },
  ],
  dimensions: [
    { name: 'team', title: 'Team', rest: 'unattributed' },
    { name: 'product', title: 'Product', rest: 'unattributed' },
  ],
  kpis: [
    {
      name: 'cost_per_customer',
      title: 'Cost per active customer',
      expression: 'cost / total(active_customers)',
      target: 4.2,
      better: 'lower',
    },
  ],
  budgets: [{ name: 'cloud_budget', title: 'Cloud budget', nativeGrain: 'month', dimensions: ['team'] }],
  broken: ['metrics.lost'],
};

/** A request as the back end would see it. */
export interface Seen {
  readonly path: string;
  readonly params: Readonly<Record<string, unknown>>;
}

type Answer = (request: Seen) => unknown;

const answers: Readonly<Record<string, Answer>> = {
  catalog: () => catalog,
  extents: () => ({
    'costs.cloud': { from: '2025-07-01', to: '2026-07-29' },
    'metrics.ocr_jobs': { to: '2026-07-30' },
  }),
  values: ({ params }) =>
    ['checkout', 'search', 'ads'].filter((value) =>
      value.includes(typeof params['search'] === 'string' ? params['search'] : '')
    ),
};

/** Puts a data source behind Grafana's services, and remembers what it was asked. */
export function fakeGrafana(
  overrides: Readonly<Record<string, Answer>> = {},
  variables: Parameters<typeof fakeTemplates>[0] = {}
): { readonly datasource: DataSource; readonly seen: Seen[] } {
  const seen: Seen[] = [];
  const known: Readonly<Record<string, Answer>> = { ...answers, ...overrides };
  const fetch = ({ url, params }: BackendSrvRequest): Observable<{ data: unknown }> => {
    const path = url.replace(/^.*\/resources\//, '').replace(/^\/api\/datasources\/uid\/ue\//, '');
    const request = { path, params: (params ?? {}) as Record<string, unknown> };
    seen.push(request);
    const answer = known[path];
    try {
      return answer
        ? of({ data: answer(request) })
        : throwError(() => ({ status: 404, data: { message: `no ${path}` } }));
    } catch (thrown) {
      return throwError(() => thrown);
    }
  };
  setBackendSrv({ fetch } as unknown as Parameters<typeof setBackendSrv>[0]);
  setTemplateSrv(fakeTemplates(variables));
  const settings: Partial<DataSourceInstanceSettings> = {
    uid: 'ue',
    type: 'perunit-uniteconomics-datasource',
    name: 'Unit Economics',
    jsonData: {},
    meta: { id: 'perunit-uniteconomics-datasource' } as PluginMeta,
  };
  return { datasource: new DataSource(settings as DataSourceInstanceSettings), seen };
}
