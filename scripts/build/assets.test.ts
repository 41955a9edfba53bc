import { assets, fillIn } from './assets.ts';

describe('fillIn', () => {
  it('puts the version of package.json and the day into plugin.json', () => {
    const text = fillIn('{"version":"%VERSION%","updated":"%TODAY%"}', '{"version":"1.2.3"}', '2026-08-01');
    expect(JSON.parse(text)).toEqual({ version: '1.2.3', updated: '2026-08-01' });
  });

  it('refuses a package.json without a version', () => {
    expect(() => fillIn('{}', '{}', '2026-08-01')).toThrow('package.json has no version');
  });
});

describe('assets', () => {
  it('holds what plugin.json refers to', () => {
    const found = assets('2026-08-01');
    const plugin: unknown = JSON.parse(found.get('plugin.json')?.toString() ?? '');
    expect(plugin).toMatchObject({
      id: 'perunit-uniteconomics-datasource',
      executable: 'gpx_uniteconomics',
      info: { updated: '2026-08-01' },
    });
    expect(found.has('img/logo.svg')).toBe(true);
    expect(found.has('LICENSE')).toBe(true);
  });
});
