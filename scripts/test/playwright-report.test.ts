import { countsOfPlaywrightReport } from './playwright-report.ts';

describe('countsOfPlaywrightReport', () => {
  it('counts flaky tests and what belongs to no test as failed', () => {
    const stats = { expected: 20, unexpected: 2, flaky: 1, skipped: 4, duration: 12.5 };
    const errors = [{ message: 'the server did not start' }];
    expect(countsOfPlaywrightReport(JSON.stringify({ config: {}, suites: [], errors, stats }))).toEqual({
      passed: 20,
      failed: 4,
      skipped: 4,
    });
  });

  it('refuses something else', () => {
    expect(() => countsOfPlaywrightReport('{"errors":[]}')).toThrow('stats');
  });
});
