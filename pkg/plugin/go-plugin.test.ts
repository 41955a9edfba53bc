import { existsSync } from 'node:fs';
import { status } from '@grpc/grpc-js';
import { GRPCBroker, GRPCController, GRPCStdio } from './generated/go_plugin_pb.ts';
import { Health, HealthCheckResponse_ServingStatus as ServingStatus } from './generated/health_pb.ts';
import { Diagnostics } from './generated/pluginv2_pb.ts';
import { methodPath } from './grpc-codec.ts';
import { plugins } from './testing/running.ts';

const start = plugins();

it('is SERVING when go-plugin asks for the health of plugin', async () => {
  const { client } = await start();
  const known = await client.unary(Health.method.check, { service: 'plugin' });
  expect(known.status).toBe(ServingStatus.SERVING);
  const unknown = await client.unary(Health.method.check, { service: 'other' });
  expect(unknown.status).toBe(ServingStatus.SERVICE_UNKNOWN);
});

it('answers the controller, then ends within two seconds though a query runs and streams are open, and removes its socket', async () => {
  let closed = false;
  const { client, host, socket } = await start({
    checkHealth: () => new Promise(() => undefined), // never answers, whatever the signal says
    close: () => {
      closed = true;
      return Promise.resolve();
    },
  });
  const stuck = client.unary(Diagnostics.method.checkHealth, {}).catch((error: unknown) => error);
  const stdio = client.serverStreaming(GRPCStdio.method.streamStdio, {});
  const began = performance.now();
  await expect(client.unary(GRPCController.method.shutdown, {})).resolves.toBeDefined();
  expect(await host.exited()).toBe(0);
  expect(performance.now() - began).toBeLessThan(2000);
  expect(closed).toBe(true);
  expect(existsSync(socket)).toBe(false);
  expect(await stuck).toMatchObject({ code: status.CANCELLED });
  for await (const message of stdio) {
    throw new Error(`stdio said ${message.data.toString()}`);
  }
});

it('ends although the service fails to close', async () => {
  const { client, host } = await start({ close: () => Promise.reject(new Error('still locked')) });
  await client.unary(GRPCController.method.shutdown, {});
  expect(await host.exited()).toBe(0);
  expect(host.stderr.text).toContain('still locked');
});

it('holds the streams of broker and stdio open until their caller cancels', async () => {
  const { client } = await start();
  const broker = client.grpc.makeBidiStreamRequest(
    methodPath(GRPCBroker.method.startStream),
    () => Buffer.alloc(0),
    () => undefined
  );
  const codes: number[] = [];
  const ended = new Promise<void>((resolve) => {
    broker.on('error', () => undefined);
    broker.on('status', ({ code }) => {
      codes.push(code);
      resolve();
    });
  });
  await client.unary(Health.method.check, { service: 'plugin' });
  expect(codes).toEqual([]);
  broker.cancel();
  await ended;
  expect(codes).toEqual([status.CANCELLED]);
});
