import { seriesShape } from '../../pkg/model/connections/connection-kind.ts';
import { connectionKinds } from '../../pkg/model/connections/connection.ts';
import { catalogLists, type CatalogList, settings as settingsModel } from '../../pkg/model/settings.ts';
import { metricKeys } from '../../pkg/model/usage-metric.ts';
import type { FieldSpec } from './field-spec.ts';
import { generalFields } from './general-fields.ts';
import { isType, kinds } from './kinds/kinds.ts';
import { listSpecs } from './list-specs.ts';
import { descriptionAt, valueAt, withValue } from './paths.ts';

describe('a value of an entry', () => {
  it('is read along its path', () => {
    expect(valueAt({ a: { b: 1 } }, ['a', 'b'])).toBe(1);
    expect(valueAt({ a: 1 }, ['a', 'b'])).toBeUndefined();
  });

  it('is written without touching others, and objects are made on the way', () => {
    expect(withValue({ a: 1 }, ['b', 'c'], 2)).toEqual({ a: 1, b: { c: 2 } });
    expect(withValue({ b: { d: 3 } }, ['b', 'c'], 2)).toEqual({ b: { d: 3, c: 2 } });
  });

  it('is taken out together with an object that has become empty', () => {
    expect(withValue({ a: 1, b: { c: 2 } }, ['b', 'c'], undefined)).toEqual({ a: 1 });
    expect(withValue({ b: { c: 2, d: 3 } }, ['b', 'c'], undefined)).toEqual({ b: { d: 3 } });
  });
});

const settings = { connections: Object.keys(connectionKinds).map((type) => ({ name: `of_${type}`, type })) };
const types = Object.keys(connectionKinds).filter(isType);

describe('the fields of the editor', () => {
  it('carry the descriptions of the model, through defaults and transforms', () => {
    const described = (list: CatalogList, path: string[], entry = {}) =>
      listSpecs[list]
        .checks(entry, settings)
        .map((schema) => descriptionAt(schema, path))
        .find(Boolean);
    expect(described('metrics', ['unit'])).toBe('One of what is counted, in the singular: job, customer, GB');
    expect(described('connections', ['path'])).toBe('Absolute directory below an allowed path');
    expect(described('connections', ['auth', 'tokenUrl'])).toBe('Gives tokens for client credentials (RFC 6749, 4.4)');
    expect(described('costs', ['completeAfter'])).toContain('may still arrive');
    expect(described('metrics', ['query'], { connection: 'of_datadog' })).toContain('One metric, such as');
  });

  /** Every key that a person may write, so that a key added to the model is not forgotten here. */
  it.each(types)('cover every key of a connection of type %s and of what is read from it', (type) => {
    const keys = (fields: readonly FieldSpec[]) => [...new Set(fields.map(({ path: [key] }) => key))].sort();
    const { connection, series } = connectionKinds[type];
    expect(keys(listSpecs.connections.fields({ type }, settings))).toEqual(Object.keys(connection.shape).sort());
    expect(keys(kinds[type].series)).toEqual(Object.keys(seriesShape({ series })).sort());
    const entry = { connection: `of_${type}` };
    const known = metricKeys(type).filter((key) => kinds[type].isService || !['refresh', 'whenDown'].includes(key));
    expect(keys(listSpecs.metrics.fields(entry, settings))).toEqual(known.toSorted());
    const ofBudget = ['name', 'title', 'connection', 'dimensions', 'nativeGrain', 'amounts'];
    expect(keys(listSpecs.budgets.fields(entry, settings))).toEqual(
      [
        ...new Set([
          ...ofBudget,
          ...keys(kinds[type].series),
          ...(kinds[type].isService ? ['refresh', 'whenDown'] : []),
        ]),
      ].sort()
    );
  });

  it.each(['costs', 'dimensions', 'kpis', 'allocations'] as const)('cover every key of %s', (list) => {
    const known = new Set(listSpecs[list].fields({}, {}).map(({ path }) => path[0]));
    expect([...known].sort()).toEqual(Object.keys(catalogLists[list].shape).sort());
  });

  it('cover every key of recipients, type by type', () => {
    for (const option of catalogLists.recipients.options) {
      const [type] = option.shape.type.values;
      const keys = listSpecs.recipients.fields({ type }, {}).map(({ path: [key] }) => key);
      expect([...new Set(keys)].sort()).toEqual(Object.keys(option.shape).sort());
    }
  });

  it('cover every key beside the lists', () => {
    const known = new Set(generalFields.map(({ path }) => path[0]));
    const keys = Object.keys(settingsModel.shape).filter((key) => !Object.hasOwn(catalogLists, key));
    expect(keys.filter((key) => !known.has(key))).toEqual(['schemaVersion']);
  });
});
