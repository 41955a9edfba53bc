import { isGoAtLeast, readGoReport } from './go-report.ts';

function report(...events: [action: string, test?: string, output?: string][]): string {
  return events
    .map(([Action, Test, Output]) => JSON.stringify({ Action, Package: 'example/conformance', Test, Output }))
    .join('\n');
}

describe('readGoReport', () => {
  it('counts tests without subtests, and subtests instead of their parents', () => {
    const lines = report(
      ['run', 'TestQuery'],
      ['pass', 'TestQuery/wide'],
      ['fail', 'TestQuery/multi/deep'],
      ['fail', 'TestQuery/multi'],
      ['fail', 'TestQuery'],
      ['pass', 'TestHealth'],
      ['pass', 'TestHealthDetails'],
      ['skip', 'TestStream'],
      ['fail']
    );
    expect(readGoReport(lines).counts).toEqual({ passed: 3, failed: 1, skipped: 1 });
  });

  it('counts a package that failed without a failed test, and keeps what the compiler said', () => {
    const found = readGoReport(`# example/conformance\n./a.go:1:1: syntax error\n${report(['fail'])}`);
    expect(found.counts).toEqual({ passed: 0, failed: 1, skipped: 0 });
    expect(found.complaints).toContain('./a.go:1:1: syntax error');
  });

  it('counts a test that was running when the process died through its package', () => {
    expect(readGoReport(report(['pass', 'TestA'], ['run', 'TestB'], ['fail'])).counts).toEqual({
      passed: 1,
      failed: 1,
      skipped: 0,
    });
  });

  it('repeats the output of failed tests and of no other', () => {
    const lines = report(
      ['output', 'TestA', 'a is wrong\n'],
      ['output', 'TestB', 'b is fine\n'],
      ['fail', 'TestA'],
      ['pass', 'TestB']
    );
    expect(readGoReport(lines).complaints).toBe('a is wrong');
  });
});

describe('isGoAtLeast', () => {
  it.each([
    ['go version go1.26.8 linux/amd64', true],
    ['go version go1.27rc1 linux/amd64', true],
    ['go version go1.9.2 linux/amd64', false],
    ['go version go1.25.0 linux/amd64', false],
    ['', false],
  ])('judges %j for 1.26', (text, expected) => {
    expect(isGoAtLeast(text, 26)).toBe(expected);
  });
});
