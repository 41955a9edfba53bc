import { parseSettings } from '../model/parse-settings.ts';
import { ConnectionSecrets } from '../model/secrets.ts';
import { datasetSource } from './dataset-source.ts';

const settings = parseSettings(
  JSON.stringify({
    connections: [
      { name: 'bq', type: 'bigquery', project: 'acme-jobs' },
      { name: 'here', type: 'files', path: '/data' },
    ],
    costs: [
      { name: 'cloud', connection: 'bq', format: 'focus', table: 'billing.focus' },
      { name: 'local', connection: 'here', format: 'focus', location: 'focus' },
    ],
  }),
  []
);

function sourceOf(name: string, secrets: Readonly<Record<string, string>>) {
  const dataset = settings.catalog.costs.get(name)!;
  return datasetSource(dataset, { ...settings, secrets: new Map([['bq', new ConnectionSecrets(secrets, 'f1')]]) });
}

describe('datasetSource', () => {
  it('brings a dataset, its connection and the secrets of that together', () => {
    const source = sourceOf('cloud', { serviceAccount: 'key' });
    expect([source?.connection.name, source?.secrets.get('serviceAccount')]).toEqual(['bq', 'key']);
    expect(JSON.stringify(source)).not.toContain('key"');
    expect(sourceOf('local', { serviceAccount: 'key' })?.secrets.keys).toEqual([]);
  });
});
