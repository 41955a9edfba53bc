import { progressText } from './progress.ts';

it('says what is done, and why the rest is not', () => {
  expect(progressText({ built: 3, of: 13, running: true })).toBe('its roll-up is being built, 3 of 13 files');
  expect(progressText({ built: 0, of: 1, running: false, failure: 'a.csv: The disk is full.' })).toBe(
    'its roll-up holds 0 of 1 file; a part could not be built and is tried again later (a.csv: The disk is full.)'
  );
});
