import { maxShown, shownEntries } from './shown-entries.ts';

const many = Array.from({ length: maxShown + 10 }, (_, index) => ({
  name: `metric_${index}`,
  title: `Number ${index}`,
}));

describe('the entries that are drawn', () => {
  it('are all of them while they are few', () => {
    expect(shownEntries(many.slice(0, 3), '', undefined)).toMatchObject({ shown: [{ index: 0 }, {}, {}], hidden: 0 });
  });

  it('are the first ones when they are many, and the open one', () => {
    const { shown, hidden } = shownEntries(many, '', maxShown + 5);
    expect([shown.length, hidden, shown.at(-1)?.index]).toEqual([maxShown + 1, 9, maxShown + 5]);
  });

  it('are found by any of their texts, whatever the letter case, with their own places', () => {
    expect(shownEntries(many, 'number 58', undefined)).toEqual({ shown: [{ entry: many[58], index: 58 }], hidden: 0 });
    expect(shownEntries(many, 'METRIC_7', undefined).shown.map(({ index }) => index)).toEqual([7]);
  });
});
