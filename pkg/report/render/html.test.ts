import fc from 'fast-check';
import { reportOf } from '../testing/report-of.ts';
import { asHtml } from './html.ts';
import { escapeHtml } from './markup.ts';

const hostile = [
  '<img src=x onerror=1>',
  '</title><script>alert(1)</script>',
  '"><svg onload=alert(1)>',
  "' onmouseover='x",
  '</style><b>',
  ']]><script>',
  'a & b &lt; c',
  'two\nlines',
];

/** Tags with their attributes, as a browser would find them outside quoted values. */
function tags(html: string): string[] {
  return html.match(/<[a-z!/](?:"[^"]*"|'[^']*'|[^>"'])*>/gi) ?? [];
}

describe('the page', () => {
  it.each(hostile)('shows the name %j and does nothing with it', async (name) => {
    const html = await asHtml(reportOf(name));
    const plain = tags(await asHtml(reportOf('plain')));
    // The same elements as with a harmless name: nothing in the name has become one. Attributes may hold it, encoded.
    expect(tags(html).map(nameOfTag)).toEqual(plain.map(nameOfTag));
    expect(html).toContain(escapeHtml(`Unit economics of ${name}, October 2026`));
    expect(html).not.toMatch(/<(script|img|iframe|object|embed|link|base|form)\b/i);
    expect(tags(html).filter((tag) => /\son\w+\s*=(?=(?:[^"]*"[^"]*")*[^"]*$)/i.test(tag))).toEqual([]);
  });

  it('loads nothing and says so to the browser', async () => {
    const html = await asHtml(reportOf('checkout'));
    expect(html).toContain(`<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`); // prettier-ignore
    expect(html).not.toMatch(/\s(src|href|srcset|xlink:href)=/i);
    expect(html).not.toMatch(/@import|url\((?!#chart)/i);
  });

  it('asks with each picture the question that it answers', async () => {
    const html = await asHtml(reportOf('Cost per job'));
    expect([...html.matchAll(/<figcaption>(.*?)<\/figcaption>/g)].map(([, title]) => title)).toEqual([
      'Is Cost per job below its target?',
      'Does unit cost fall while spend rises?',
      'Why did cost rise by $140.00 from September 2026 to October 2026?',
    ]);
    expect(html.match(/<svg /g)).toHaveLength(3);
  });

  it('tells values, changes and the target in words, not by colour alone', async () => {
    const html = await asHtml(reportOf('Cost per job'));
    for (const text of ['$9.67', '$7.50', '+29%', 'at most $8.00', '✗ missed', 'Spend was $290.00, 93% more than in September 2026.']) {
      expect(html).toContain(text);
    }
  }); // prettier-ignore

  it('is the same for the same report', async () => {
    expect(await asHtml(reportOf('checkout'))).toBe(await asHtml(reportOf('checkout')));
  });

  it('writes the largest movers in the same digits', async () => {
    const { spend, ...report } = reportOf('x');
    const mover = (name: string, change: number) => ({ path: [name], before: 0, now: change, change });
    const digest = { dimensions: ['team'], lines: [mover('all', 1800)], top: [mover('a', 1200.4), mover('b', 600.45)], flop: [] }; // prettier-ignore
    const html = await asHtml({ ...report, spend: { ...spend, history: [], digest } });
    expect(html).toContain('<li>a: +$1,200</li><li>b: +$600</li>');
  });

  it('leaves out what a report does not have', async () => {
    const { schemaVersion, period, before, currency, timezone, asOf } = reportOf('x');
    const empty = { schemaVersion, period, before, currency, timezone, asOf, complete: false, kpis: [], failures: [], freshness: [], notices: [] }; // prettier-ignore
    const html = await asHtml(empty);
    expect(html).toContain('Spend is not known.');
    expect(html).toContain('October 2026 is not complete');
    expect(html).not.toContain('<svg');
  });
});

it('escapes any text to one without a sign of HTML, and only those signs', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const escaped = escapeHtml(text);
      expect(escaped).not.toMatch(/[<>"']/);
      const back = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" } as const;
      const decoded = escaped.replace(/&(amp|lt|gt|quot|#39);/g, (entity) => back[entity as keyof typeof back]);
      // eslint-disable-next-line no-control-regex
      expect(decoded).toBe(text.replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, ' '));
    })
  );
});

function nameOfTag(tag: string): string {
  return /^<\/?!?[a-z0-9]+/i.exec(tag)?.[0] ?? tag;
}
