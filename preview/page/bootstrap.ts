import * as z from 'zod';

const dataSource = z.object({
  uid: z.string(),
  name: z.string(),
  type: z.string(),
  isDefault: z.boolean(),
  readOnly: z.boolean(),
  jsonData: z.record(z.string(), z.unknown()),
  secureJsonFields: z.record(z.string(), z.boolean()),
});
export type DataSourceJson = z.output<typeof dataSource>;

const record = z.record(z.string(), z.unknown());

const target = z.looseObject({ refId: z.string(), hide: z.boolean().optional() });
export type Target = z.output<typeof target>;

/** What a field's options may be, the registry of the page says. */
const fieldConfig = z.object({
  defaults: record.default({}),
  overrides: z
    .array(
      z.object({
        matcher: z.object({ id: z.string(), options: z.unknown() }),
        properties: z.array(z.object({ id: z.string(), value: z.unknown() })),
      })
    )
    .default([]),
});

const panel = z.object({
  id: z.number(),
  type: z.string(),
  title: z.string().default(''),
  description: z.string().default(''),
  gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
  datasource: z.object({ uid: z.string() }),
  targets: z.array(target).default([]),
  transformations: z.array(z.object({ id: z.string(), options: record.default({}) })).default([]),
  timeFrom: z.string().optional(),
  hideTimeOverride: z.boolean().default(false),
  fieldConfig,
  options: record.default({}),
});
export type PanelModel = z.output<typeof panel>;

const variableBase = {
  name: z.string(),
  label: z.string().optional(),
  current: z.object({ value: z.union([z.string(), z.array(z.string())]) }).optional(),
  multi: z.boolean().default(false),
  includeAll: z.boolean().default(false),
};

const variable = z.discriminatedUnion('type', [
  z.object({
    ...variableBase,
    type: z.literal('query'),
    datasource: z.object({ uid: z.string() }),
    query: z.looseObject({}),
  }),
  z.object({ ...variableBase, type: z.literal('custom'), query: z.string() }),
]);
export type VariableModel = z.output<typeof variable>;

const dashboard = z.object({
  uid: z.string(),
  title: z.string(),
  description: z.string().default(''),
  timezone: z.string().default('browser'),
  fiscalYearStartMonth: z.number().default(0),
  time: z.object({ from: z.string(), to: z.string() }),
  templating: z.object({ list: z.array(variable) }).default({ list: [] }),
  links: z
    .array(
      z.object({
        title: z.string(),
        url: z.string(),
        keepTime: z.boolean().default(false),
        targetBlank: z.boolean().default(false),
      })
    )
    .default([]),
  panels: z.array(panel),
});
export type DashboardModel = z.output<typeof dashboard>;

const bootstrap = z.object({
  meta: z.looseObject({ id: z.string(), name: z.string() }),
  dataSources: z.array(dataSource).min(1),
  dashboards: z.array(dashboard),
});
export type Bootstrap = z.output<typeof bootstrap>;

/** What the server knows: the plugin, its data sources, the provisioned dashboards. */
export async function loadBootstrap(): Promise<Bootstrap> {
  return bootstrap.parse(await callJson('GET', '/api/preview'));
}

export async function addDataSource(): Promise<DataSourceJson> {
  return dataSource.parse(await callJson('POST', '/api/datasources'));
}

export async function saveDataSource(uid: string, change: unknown): Promise<DataSourceJson> {
  return dataSource.parse(await callJson('PUT', `/api/datasources/uid/${uid}`, change));
}

const message = z.object({ message: z.string() });

async function callJson(method: string, url: string, body?: unknown): Promise<unknown> {
  const response = await fetch(url, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
  });
  const answer: unknown = await response.json();
  if (!response.ok) {
    throw new Error(message.safeParse(answer).data?.message ?? `${url} answered ${response.status}`);
  }
  return answer;
}
