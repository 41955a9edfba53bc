import { didYouMean, nearest } from './nearest.ts';

it.each([
  ['jobz', ['cost', 'jobs', 'job_hours'], 'jobs'],
  ['unti', ['name', 'until', 'unit'], 'unit'],
  ['Team', ['theme', 'team'], 'team'],
  ['prodd', ['dev', 'prod'], 'prod'],
  ['colour', ['currency', 'timezone'], undefined],
  ['x', [], undefined],
])('takes %s for one of %j', (written, known, expected) => {
  expect(nearest(written, known)).toBe(expected);
});

it('prefers what takes the fewest letters', () => {
  expect(nearest('custs', ['cost', 'customers', 'cuts'])).toBe('cuts'); // 1 letter; cost takes 2, customers 4
  expect(didYouMean('custs', ['cuts'])).toBe('; did you mean cuts?');
  expect(didYouMean('custs', ['jobs'])).toBe('');
});
