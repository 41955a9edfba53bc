import { expand, expandAll } from './expand.ts';

describe('expand', () => {
  const env = { DATA: '/data', EMPTY: '' };

  it.each([
    ['${DATA}/billing', '/data/billing'],
    ['$__env{DATA}', '/data'],
    ['${MISSING}x', 'x'],
    ['costs $$5, and $${DATA}', 'costs $5, and ${DATA}'],
    ['$DATA stays, as in Grafana 12', '$DATA stays, as in Grafana 12'],
  ])('makes %j into %j', (text, expected) => {
    expect(expand(text, env)).toBe(expected);
  });

  it('reaches every text of a value and leaves everything else alone', () => {
    expect(expandAll({ a: ['${DATA}', 1, null, true], b: { c: '${EMPTY}' } }, env)).toEqual({
      a: ['/data', 1, null, true],
      b: { c: '' },
    });
  });
});
