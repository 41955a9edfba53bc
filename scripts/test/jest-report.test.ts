import { countsOfJestReport } from './jest-report.ts';

describe('countsOfJestReport', () => {
  it('counts a file that could not be loaded as failed, and pending and todo as skipped', () => {
    const report = {
      numPassedTests: 7,
      numFailedTests: 2,
      numPendingTests: 3,
      numTodoTests: 1,
      numRuntimeErrorTestSuites: 1,
      success: false,
    };
    expect(countsOfJestReport(JSON.stringify(report))).toEqual({ passed: 7, failed: 3, skipped: 4 });
  });

  it('refuses something else', () => {
    expect(() => countsOfJestReport('{}')).toThrow('numPassedTests');
  });
});
