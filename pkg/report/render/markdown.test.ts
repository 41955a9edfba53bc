import fc from 'fast-check';
import { reportOf } from '../testing/report-of.ts';
import { asMarkdown } from './markdown.ts';
import { markdownText } from './markdown-text.ts';
import { sparkline } from './sparkline.ts';

/** Cells of a table's line: pipes that are not escaped. */
function cells(line: string): number {
  return line.replace(/\\\\|\\\|/g, '').split('|').length;
}

describe('Markdown', () => {
  it.each(['a|b', '<img src=x onerror=1>', '[x](http://evil.example)', '`code`', '**bold**', 'two\nlines', '\\|', '# title'])(
    'has the name %j as a name',
    (name) => {
      const plain = asMarkdown(reportOf('plain')).split('\n');
      const lines = asMarkdown(reportOf(name)).split('\n');
      expect(lines).toHaveLength(plain.length);
      lines.forEach((line, index) => {
        if (plain[index]?.startsWith('|')) {
          expect(cells(line)).toBe(cells(plain[index]));
        }
      });
      expect(lines.join('\n')).not.toMatch(/<[a-z]|(?<!\\)\]\(|(?<!\\)`|(?<!\\)\*\*|https?:\/\//i);
    }
  ); // prettier-ignore

  it('tells the report', () => {
    const text = asMarkdown(reportOf('Cost per job'));
    expect(text).toMatch(/^# Unit economics of Cost per job, October 2026\n/);
    expect(text).toContain('- Spend was $290.00, 93% more than in September 2026.\n');
    expect(text).toContain('- 0 of 1 target met; missed: Cost per job ($9.67, target at most $8.00).\n');
    expect(text).toContain('- Over 2 months unit cost rises with spend: Cost per job.');
    expect(text).toContain('| Cost per job | $7.50 | $9.67 | +29% | ▁█ | USD / job | at most $8.00 ✗ missed | Cost per job |'); // prettier-ignore
    expect(text).toContain('| Cost per job / Cost per job | $100.00 | $240.00 | +$140.00 | 100% |');
    expect(text).toContain('Spend $290.00 after $150.00 (+93%); Cost per job 30 after 20 (+50%).');
    expect(text).toContain('| gone | $5.00 | – | – |  |');
    expect(text).toContain('Not split, because usage does not drive it or is not known there: tax rose ($2.00).');
    expect(text).toContain('| other (1) | $50.00 | $50.00 | $0.00 | 0% |');
  });

  it('has no column for what happened where nothing of it is known', () => {
    const report = reportOf('x');
    const kpis = report.kpis.map(({ digest, ...kpi }) => (digest === undefined ? kpi : kpi));
    expect(asMarkdown(report)).toContain('What happened');
    expect(asMarkdown({ ...report, kpis })).not.toContain('What happened');
    expect(asMarkdown({ ...report, kpis })).toContain('| gone | $5.00 | – | – |\n');
  });
});

it('brings any text on one line without a sign that opens Markdown or HTML', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const shown = markdownText(text);
      expect(shown).not.toMatch(/[\n\r<>]/);
      expect(shown.replace(/\\./g, '')).not.toMatch(/[`*_[\]|~]/);
    })
  );
});

describe('a sparkline', () => {
  it('reaches from the least to the most, with gaps', () => {
    expect(sparkline([0, null, 7, 14])).toBe('▁ ▅█');
  });
  it('is level where nothing changes', () => {
    expect(sparkline([3, 3])).toBe('▄▄');
  });
});
