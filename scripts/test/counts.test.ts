import { failed, passed, skipped, sum, summary } from './counts.ts';

describe('counts', () => {
  it('sums over suites and says skipped only where something was', () => {
    expect(summary(sum([passed, passed, failed]))).toBe('2 passed, 1 failed');
    expect(summary(sum([{ passed: 40, failed: 0, skipped: 2 }, skipped]))).toBe('40 passed, 0 failed, 3 skipped');
    expect(summary(sum([]))).toBe('0 passed, 0 failed');
  });
});
