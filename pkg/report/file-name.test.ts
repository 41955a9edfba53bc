import fc from 'fast-check';
import { fileName } from './file-name.ts';
import { reportOf } from './testing/report-of.ts';

const { period } = reportOf('x');
const named = (value: string) => fileName({ period, subject: { dimension: 'team', title: 'Team', value } }, 'html');

describe('the name of a file', () => {
  it('tells the period and the value', () => {
    expect(fileName({ period }, 'md')).toBe('report-2026-10.md');
    expect(named('checkout')).toBe('report-2026-10-team-checkout.html');
  });

  it.each(['../../etc/passwd', 'a/b', 'CON', 'a b', '.', '', 'ü', 'x'.repeat(300), 'a\u0000b'])('is safe for %j', (value) => {
    expect(named(value)).toMatch(/^report-2026-10-team-[a-z0-9_-]{1,80}\.html$/);
  }); // prettier-ignore

  it('is another for another value, also where capitals do not count', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, other) => {
        fc.pre(one !== other);
        expect(named(one).toLowerCase()).not.toBe(named(other).toLowerCase());
      })
    );
    expect(named('A-B')).not.toBe(named('a-b'));
  });
});
