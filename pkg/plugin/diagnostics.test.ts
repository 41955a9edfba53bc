import { status } from '@grpc/grpc-js';
import { UnitEconomicsError } from '../model/errors.ts';
import { CheckHealthResponse_HealthStatus as HealthStatus, Data, Diagnostics } from './generated/pluginv2_pb.ts';
import type { QueryResult } from '../datasource/service.ts';
import { plugins } from './testing/running.ts';

const start = plugins();
const checkHealth = Diagnostics.method.checkHealth;

it.each([
  [true, HealthStatus.OK],
  [false, HealthStatus.ERROR],
])('tells a health report that is ok: %s with its message and details', async (ok, expected) => {
  const { client } = await start({
    checkHealth: () => Promise.resolve({ ok, message: '1 dataset', details: { verboseMessage: 'cloud: 3 charges' } }),
  });
  const health = await client.unary(checkHealth, {});
  expect(health.status).toBe(expected);
  expect(health.message).toBe('1 dataset');
  expect(JSON.parse(Buffer.from(health.jsonDetails).toString())).toEqual({ verboseMessage: 'cloud: 3 charges' });
});

it('tells a failed health test as ERROR with its words', async () => {
  const { client } = await start({
    checkHealth: () => Promise.reject(new UnitEconomicsError('notAllowed', '/etc is not below an allowed path.')),
  });
  await expect(client.unary(checkHealth, {})).resolves.toMatchObject({
    status: HealthStatus.ERROR,
    message: '/etc is not below an allowed path.',
  });
});

it('counts requests by endpoint and outcome, times them, and shows the process’s own figures', async () => {
  const { client } = await start({
    queryData: (_context, queries) =>
      Promise.resolve(
        new Map<string, QueryResult>(
          queries.map(({ refId }) =>
            refId === 'OK' ? [refId, { frames: [] }] : [refId, { error: new UnitEconomicsError('badQuery', 'No.') }]
          )
        )
      ),
  });
  const timeRange = { fromEpochMS: 0n, toEpochMS: 1n };
  await client.unary(Data.method.queryData, { queries: [{ refId: 'OK', timeRange }] });
  await client.unary(Data.method.queryData, {
    queries: [
      { refId: 'OK', timeRange },
      { refId: 'bad', timeRange },
    ],
  });
  await client.unary(checkHealth, {});
  const { metrics } = await client.unary(Diagnostics.method.collectMetrics, {});
  const lines = Buffer.from(metrics!.prometheus).toString().split('\n');
  expect(lines).toEqual(
    expect.arrayContaining([
      'grafana_plugin_request_total{endpoint="queryData",status="ok",status_source="plugin"} 1',
      'grafana_plugin_request_total{endpoint="queryData",status="error",status_source="downstream"} 1',
      'grafana_plugin_request_total{endpoint="checkHealth",status="ok",status_source="plugin"} 1',
      'grafana_plugin_request_duration_seconds_count{endpoint="queryData"} 2',
    ])
  );
  expect(lines.some((line) => /^process_resident_memory_bytes \d+$/.test(line))).toBe(true);
});

it('answers what it does not serve with UNIMPLEMENTED', async () => {
  const { client } = await start();
  const call = new Promise((resolve) => {
    client.grpc.makeUnaryRequest(
      '/pluginv2.Stream/SubscribeStream',
      () => Buffer.alloc(0),
      () => undefined,
      undefined,
      resolve
    );
  });
  expect(await call).toMatchObject({ code: status.UNIMPLEMENTED });
});
