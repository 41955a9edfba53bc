import type { ServiceError } from '@grpc/grpc-js';
import { status } from '@grpc/grpc-js';
import { tableFromIPC } from 'apache-arrow';
import { UnitEconomicsError } from '../model/errors.ts';
import type { Frame } from '../model/frame.ts';
import { Data, Diagnostics } from './generated/pluginv2_pb.ts';
import type { QueryRequest, RequestContext } from '../datasource/service.ts';
import { plugins } from './testing/running.ts';

const start = plugins();
const query = Data.method.queryData;
const timeRange = { fromEpochMS: 1_700_000_000_000n, toEpochMS: 1_700_086_400_000n };

function queries(...refIds: string[]) {
  return { queries: refIds.map((refId) => ({ refId, timeRange, json: Buffer.from('{}') })) };
}

const frame: Frame = {
  meta: { type: 'numeric-multi' },
  fields: [{ name: 'cost', column: { type: 'number', values: Float64Array.of(4.2) } }],
};

it('hands the service the query, who asks, and headers in lower case without Grafana’s prefix', async () => {
  const seen: { context: RequestContext; queries: readonly QueryRequest[] }[] = [];
  const { client } = await start({
    queryData: (context, all) => {
      seen.push({ context, queries: all });
      return Promise.resolve(new Map(all.map(({ refId }) => [refId, { frames: [] }])));
    },
  });
  await client.unary(query, {
    pluginContext: {
      user: { login: 'ada', role: 'Viewer' },
      dataSourceInstanceSettings: {
        uid: 'ue',
        name: 'Unit Economics',
        jsonData: Buffer.from('{"currency":"EUR"}'),
        decryptedSecureJsonData: { key: 'secret' },
      },
    },
    headers: { FromAlert: 'true', 'X-Cache-Skip': 'true', 'http_X-Grafana-From-Expr': 'true' },
    queries: [{ refId: 'A', timeRange, json: Buffer.from('{"formulas":[{"expression":"coût"}]}') }],
  });
  expect(seen).toEqual([
    {
      context: {
        dataSource: {
          uid: 'ue',
          name: 'Unit Economics',
          jsonData: '{"currency":"EUR"}',
          secureJsonData: { key: 'secret' },
        },
        user: { login: 'ada', role: 'Viewer' },
        headers: { fromalert: 'true', 'x-cache-skip': 'true', 'x-grafana-from-expr': 'true' },
      },
      queries: [
        { refId: 'A', json: '{"formulas":[{"expression":"coût"}]}', from: 1_700_000_000_000, to: 1_700_086_400_000 },
      ],
    },
  ]);
});

it('answers every refId: frames, an error with status and source, and what the service forgot or made badly', async () => {
  const uneven: Frame = {
    meta: {},
    fields: [
      { name: 'a', column: { type: 'number', values: Float64Array.of(1, 2) } },
      { name: 'b', column: { type: 'number', values: Float64Array.of(1) } },
    ],
  };
  const { client, host } = await start({
    queryData: () =>
      Promise.resolve(
        new Map([
          ['A', { frames: [frame, frame] }],
          ['B', { error: new UnitEconomicsError('notFound', 'There is no metric jobz; known are jobs.') }],
          ['D', { frames: [uneven] }],
          ['Z', { frames: [frame] }],
        ])
      ),
  });
  const { responses } = await client.unary(query, queries('A', 'B', 'C', 'D'));
  expect(Object.keys(responses).sort()).toEqual(['A', 'B', 'C', 'D']);
  expect(responses['A']).toMatchObject({ error: '', status: 200 });
  expect(responses['A']!.frames.map((file) => tableFromIPC(file).get(0)?.toJSON())).toEqual([
    { cost: 4.2 },
    { cost: 4.2 },
  ]);
  expect(responses['B']).toMatchObject({
    error: 'There is no metric jobz; known are jobs.',
    status: 404,
    errorSource: 'downstream',
    frames: [],
  });
  expect(responses['C']).toMatchObject({ status: 500, errorSource: 'plugin' });
  expect(responses['D']).toMatchObject({ status: 500, errorSource: 'plugin' });
  expect(responses['D']!.error).not.toContain('field b');
  expect(host.stderr.text).toContain('field b has 1 values, the first field 2');
  expect(host.stderr.text).toContain('did not answer refId C');
});

it('answers every refId when the service throws, keeps the text from users and the cause for the log', async () => {
  const { client, host } = await start({
    queryData: () => Promise.reject(new Error('password=hunter2', { cause: new Error('socket closed') })),
  });
  const { responses } = await client.unary(query, queries('A', 'B'));
  for (const refId of ['A', 'B']) {
    expect(responses[refId]).toMatchObject({ status: 500, errorSource: 'plugin' });
    expect(responses[refId]!.error).not.toContain('hunter2');
  }
  expect(host.stderr.text).toMatch(/"@level":"error".*socket closed/);
});

it('refuses a refId that stands twice in a request, alone', async () => {
  const { client } = await start();
  const { responses } = await client.unary(query, queries('A', 'B', 'A', 'A'));
  expect(responses['A']).toMatchObject({ status: 400, errorSource: 'downstream' });
  expect(responses['A']!.error).toContain('refId A');
  expect(responses['B']).toMatchObject({ status: 200, error: '' });
});

it('refuses a query without a time range, alone', async () => {
  const { client } = await start();
  const { responses } = await client.unary(query, { queries: [{ refId: 'N' }, ...queries('A').queries] });
  expect(responses['N']!.error).toContain('time range');
  expect(responses['A']).toMatchObject({ status: 200, error: '' });
});

it('refuses 2 MiB of query JSON, alone', async () => {
  const { client } = await start();
  const long = { refId: 'L', timeRange, json: Buffer.alloc(2 * 1024 * 1024, 32) };
  const { responses } = await client.unary(query, { queries: [long, ...queries('A').queries] });
  expect(responses['L']).toMatchObject({ status: 413, errorSource: 'downstream' });
  expect(responses['L']!.error).toContain('Query L is 2.0 MiB of JSON, the limit is 1 MiB');
  expect(responses['A']).toMatchObject({ status: 200, error: '' });
});

it('lives on after a request of 20 MiB, which gRPC refuses', async () => {
  const { client } = await start();
  const huge = { queries: [{ refId: 'H', timeRange, json: Buffer.alloc(20 * 1024 * 1024, 32) }] };
  await expect(client.unary(query, huge)).rejects.toMatchObject({ code: status.RESOURCE_EXHAUSTED });
  const { responses } = await client.unary(query, queries('A'));
  expect(responses['A']).toMatchObject({ status: 200 });
});

it('sends answers larger than gRPC’s usual 4 MiB', async () => {
  const values = new Float64Array(1_000_000).map((_, index) => index);
  const large: Frame = { meta: {}, fields: [{ name: 'v', column: { type: 'number', values } }] };
  const { client } = await start({ queryData: () => Promise.resolve(new Map([['A', { frames: [large] }]])) });
  const { responses } = await client.unary(query, queries('A'));
  expect(tableFromIPC(responses['A']!.frames[0]).getChildAt(0)?.get(999_999)).toBe(999_999);
});

it('aborts the service’s work when the caller cancels', async () => {
  const cancel = new AbortController();
  let abortSeen: () => void;
  const aborted = new Promise<void>((resolve) => {
    abortSeen = resolve;
  });
  const { client, host } = await start({
    queryData: (_context, _queries, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          abortSeen();
          reject(new Error('interrupted'));
        });
        cancel.abort();
      }),
  });
  const error = await client
    .unary(query, queries('A'), cancel.signal)
    .catch((thrown: unknown) => thrown as ServiceError);
  expect(error).toMatchObject({ code: status.CANCELLED });
  await aborted;
  const { metrics } = await client.unary(Diagnostics.method.collectMetrics, {});
  expect(Buffer.from(metrics!.prometheus).toString()).toContain(
    'grafana_plugin_request_total{endpoint="queryData",status="cancelled",status_source="downstream"} 1'
  );
  expect(host.stderr.text).not.toContain('"@level":"error"');
});

it('writes neither the query nor secrets to the log', async () => {
  const { client, host } = await start({ queryData: () => Promise.reject(new Error('boom')) });
  await client.unary(query, {
    pluginContext: { dataSourceInstanceSettings: { decryptedSecureJsonData: { key: 'top-secret' } } },
    headers: { Authorization: 'Bearer token-of-ada' },
    queries: [{ refId: 'A', timeRange, json: Buffer.from('{"filters":"of-the-query"}') }],
  });
  expect(host.stderr.text).toContain('boom');
  expect(host.stderr.text).not.toMatch(/top-secret|token-of-ada|of-the-query/);
});
