import fc from 'fast-check';
import { joinedLines, mrkdwn, mrkdwnLink } from './mrkdwn.ts';
import { clipped } from './plain-text.ts';

/** A space without width. */
const zw = '\u200b';

describe('mrkdwn', () => {
  it.each([
    ['AT&T', 'AT&amp;T'],
    ['<!channel>', '&lt;!channel&gt;'],
    ['<@U024BE7LH> <https://evil.test|Open>', '&lt;@U024BE7LH&gt; &lt;https://evil.test|Open&gt;'],
    ['*bold*', `${zw}*${zw}bold${zw}*${zw}`],
    ['`code`', `${zw}\`${zw}code${zw}\`${zw}`],
    ['ocr_jobs', 'ocr_jobs'],
    ['two\r\nlines', 'two lines'],
  ])('of %j is %j', (text, expected) => {
    expect(mrkdwn(text)).toBe(expected);
  });

  it('holds no sign that Slack reads, and is never longer than a text object may be', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 5000 }), (text) => {
        const escaped = mrkdwn(text);
        expect(escaped).not.toMatch(/[<>\n]|&(?!(amp|lt|gt);)/);
        expect(joinedLines([`*${escaped}*`]).length).toBeLessThanOrEqual(3000);
      })
    );
  });

  it('links to an address that cannot end early', () => {
    expect(mrkdwnLink('https://g.test/d/x?a=1&b=<|>', 'Open | <b>')).toBe(
      '<https://g.test/d/x?a=1&amp;b=%3C%7C%3E|Open | &lt;b&gt;>'
    );
  });
});

describe('joinedLines', () => {
  it('leaves out what does not fit, and says how much', () => {
    // 30 lines of 100 and a line feed would be 3,030; with room for the count there is space for 29.
    const joined = joinedLines(Array.from({ length: 40 }, () => 'x'.repeat(100)));
    expect(joined.split('\n')).toHaveLength(30);
    expect(joined.endsWith('\nand 11 more')).toBe(true);
  });
});

describe('clipped', () => {
  it('cuts by signs, not by halves of them', () => {
    expect(clipped('😀😀😀', 3)).toBe('😀😀😀');
    expect(clipped('😀😀😀😀', 3)).toBe('😀😀…');
  });
});
