import { catalogLists, settingsHead } from '../../pkg/model/settings.ts';
import { generalFields } from './general-fields.ts';
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

describe('the fields of the editor', () => {
  it('carry the descriptions of the model, through defaults and transforms', () => {
    expect(descriptionAt(catalogLists.metrics, ['unit'])).toBe(
      'One of what is counted, in the singular: job, customer, GB'
    );
    expect(descriptionAt(catalogLists.connections, ['path'])).toBe('Absolute directory below an allowed path');
    expect(descriptionAt(catalogLists.costs, ['completeAfter'])).toContain('may still arrive');
  });

  /** Every key that a person may write, so that a key added to the model is not forgotten here. */
  it.each(['connections', 'costs', 'metrics', 'dimensions', 'kpis'] as const)('cover every key of %s', (list) => {
    const keys = Object.keys(catalogLists[list].toJSONSchema({ io: 'input' }).properties ?? {});
    const options =
      catalogLists[list].toJSONSchema({ io: 'input' }).anyOf ?? catalogLists[list].toJSONSchema({ io: 'input' }).oneOf;
    const nested = (options ?? []).flatMap((option) =>
      typeof option === 'object' && 'properties' in option ? Object.keys(option.properties ?? {}) : []
    );
    const known = new Set(listSpecs[list].fields.map(({ path }) => path[0]));
    expect([...keys, ...nested].filter((key) => !known.has(key))).toEqual([]);
    expect(known.size).toBe(new Set([...keys, ...nested]).size);
  });

  it('cover every key beside the lists', () => {
    const known = new Set(generalFields.map(({ path }) => path[0]));
    expect(Object.keys(settingsHead.shape).filter((key) => !known.has(key))).toEqual(['schemaVersion']);
  });
});
