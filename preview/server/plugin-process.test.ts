import { PluginProcess, targetOf } from './plugin-process.ts';

describe('the handshake line', () => {
  it.each([
    ['1|2|unix|/tmp/gpx-1/grpc|grpc|', 'unix:/tmp/gpx-1/grpc'],
    ['1|2|tcp|127.0.0.1:10000|grpc|', '127.0.0.1:10000'],
  ])('%s names %s', (line, target) => {
    expect(targetOf(line)).toBe(target);
  });

  it.each(['', 'hello', '1|1|unix|/x|grpc|', '1|2|unix||grpc|'])('%j is refused with its own words', (line) => {
    expect(() => targetOf(line)).toThrow(JSON.stringify(line));
  });
});

describe('a plugin that does not start', () => {
  it('is said by name, and ending it does nothing', async () => {
    const plugin = new PluginProcess('/nowhere/gpx', {}, () => undefined);
    await expect(plugin.client()).rejects.toThrow('/nowhere/gpx');
    await plugin.end();
  });

  it('that ends at once is an error, not a wait', async () => {
    const plugin = new PluginProcess('/bin/false', {}, () => undefined);
    await expect(plugin.client()).rejects.toThrow('/bin/false ended before it listened');
  });
});
