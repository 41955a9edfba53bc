import { DataSources } from './data-sources.ts';

const provisioned = {
  uid: 'one',
  name: 'One',
  type: 'plugin',
  isDefault: true,
  editable: false,
  jsonData: { currency: 'USD' },
  secureJsonData: { key: 'secret' },
};

describe('data sources', () => {
  it('shows of a secret only that it is there', () => {
    const [shown] = new DataSources([provisioned], 'plugin').list();
    expect(shown).toMatchObject({ readOnly: true, secureJsonFields: { key: true } });
    expect(JSON.stringify(shown)).not.toContain('secret');
  });

  it('refuses to change a provisioned one', () => {
    const sources = new DataSources([provisioned], 'plugin');
    expect(() => sources.update('one', { jsonData: {} })).toThrow('provisioned');
    expect(sources.get('one')).toEqual(provisioned);
  });

  it('changes one that was added, keeps secrets that are not named and removes emptied ones', () => {
    const sources = new DataSources([provisioned], 'plugin');
    const { uid } = sources.add();
    sources.update(uid, { jsonData: { currency: 'EUR' }, secureJsonData: { a: '1', b: '2' } });
    sources.update(uid, { name: 'Mine', secureJsonData: { a: '' } });
    expect(sources.get(uid)).toMatchObject({
      name: 'Mine',
      type: 'plugin',
      jsonData: { currency: 'EUR' },
      secureJsonData: { b: '2' },
    });
  });

  it('says which one is missing', () => {
    expect(() => new DataSources([], 'plugin').update('gone', {})).toThrow('There is no data source gone.');
  });
});
