import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Diagnostics } from './generated/pluginv2_pb.ts';
import { serve } from './serve.ts';
import { FakeHost } from './testing/fake-host.ts';
import { plugins } from './testing/running.ts';
import { connect, idleService } from './testing/start-plugin.ts';

const start = plugins();

describe('the handshake', () => {
  it('says in one line of stdout, and nothing else, where the plugin listens', async () => {
    const { host, client } = await start();
    await client.unary(Diagnostics.method.checkHealth, {});
    expect(host.stdout.text).toMatch(/^1\|2\|unix\|\/[^|]{1,100}\|grpc\|\n$/);
  });

  it('puts the socket into a directory that only its user can enter, below PLUGIN_UNIX_SOCKET_DIR', async () => {
    const directory = mkdtempSync(path.join(os.tmpdir(), 'socket-test-'));
    const plugin = await start({}, new FakeHost({ PLUGIN_UNIX_SOCKET_DIR: directory }));
    expect(path.dirname(path.dirname(plugin.socket))).toBe(directory);
    expect(statSync(path.dirname(plugin.socket)).mode & 0o777).toBe(0o700);
    await plugin.end();
    rmSync(directory, { recursive: true });
  });

  it('listens on a port of the loopback interface on Windows', async () => {
    const { host, client } = await start({}, new FakeHost({}, 'win32'));
    expect(host.stdout.text).toMatch(/^1\|2\|tcp\|127\.0\.0\.1:[1-9]\d{3,4}\|grpc\|\n$/);
    await expect(client.unary(Diagnostics.method.checkHealth, {})).resolves.toMatchObject({ message: 'fine' });
  });

  it('tells a person who starts the plugin that Grafana does that, and ends with code 1', async () => {
    const host = new FakeHost({ grafana_plugin_type: undefined });
    await serve(() => idleService, host);
    expect(host.exitCode).toBe(1);
    expect(host.stderr.text).toContain('Grafana starts it by itself');
    expect(host.stdout.text).toBe('');
  });

  it.each([
    ['mutual TLS', { PLUGIN_CLIENT_CERT: '-----BEGIN CERTIFICATE-----' }, 'mutual TLS'],
    ['a socket directory that is not there', { PLUGIN_UNIX_SOCKET_DIR: '/nowhere/at/all' }, '/nowhere/at/all'],
  ])('does not start with %s, and says so in the log', async (_, env, words) => {
    const host = new FakeHost(env);
    await serve(() => idleService, host);
    expect(host.exitCode).toBe(1);
    expect(host.stdout.text).toBe('');
    expect(host.stderr.text).toContain('"@level":"error"');
    expect(host.stderr.text).toContain(words);
  });

  it('does not start where the path of the socket would be too long, and leaves no directory behind', async () => {
    const directory = path.join(mkdtempSync(path.join(os.tmpdir(), 'socket-test-')), 'x'.repeat(90));
    mkdirSync(directory);
    const host = new FakeHost({ PLUGIN_UNIX_SOCKET_DIR: directory });
    await serve(() => idleService, host);
    expect(host.stderr.text).toContain('too long for a socket');
    expect(statSync(directory).nlink).toBe(2); // . and its own entry: no directory below
    rmSync(path.dirname(directory), { recursive: true });
  });
});

describe('the life of the process', () => {
  it('ends when the parent is another than at the start, and takes its socket away', async () => {
    const { host, socket } = await start();
    host.ppid = 1;
    expect(await host.exited()).toBe(0);
    expect(existsSync(path.dirname(socket))).toBe(false);
  });

  it('ignores SIGINT', async () => {
    const { host, client } = await start();
    expect(host.emit('SIGINT')).toBe(true); // somebody listens, so that Node does not end
    await expect(client.unary(Diagnostics.method.checkHealth, {})).resolves.toMatchObject({ message: 'fine' });
    expect(host.exitCode).toBeUndefined();
  });

  it('logs a rejection that nothing handled, and goes on', async () => {
    const { host, client } = await start();
    host.emit('unhandledRejection', new Error('left alone'));
    expect(host.stderr.text).toMatch(/"@level":"error".*left alone/);
    await expect(client.unary(Diagnostics.method.checkHealth, {})).resolves.toMatchObject({ message: 'fine' });
  });

  it('logs an exception that nothing caught, and ends with code 1', async () => {
    const { host, socket } = await start();
    host.emit('uncaughtException', new Error('fell through'));
    expect(host.stderr.text).toMatch(/"@level":"error".*fell through/);
    expect(host.exitCode).toBe(1);
    expect(existsSync(socket)).toBe(false);
  });

  it('gives the service its environment, a log, and counters that CollectMetrics shows', async () => {
    const host = new FakeHost({ GF_PLUGIN_ALLOWED_PATHS: '/data' });
    await serve(({ env, log, metrics }) => {
      const hits = metrics.counter('uniteconomics_leg_cache_hits_total', 'Legs found in the cache', ['kind']);
      hits.inc({ kind: 'cost' }, 2);
      log.debug('made', { paths: env['GF_PLUGIN_ALLOWED_PATHS'] });
      return idleService;
    }, host);
    const { client, end } = connect(host);
    const { metrics } = await client.unary(Diagnostics.method.collectMetrics, {});
    await end();
    expect(host.stderr.text).toContain('"paths":"/data"');
    expect(Buffer.from(metrics!.prometheus).toString()).toContain(
      'uniteconomics_leg_cache_hits_total{kind="cost"} 2\n'
    );
  });
});
