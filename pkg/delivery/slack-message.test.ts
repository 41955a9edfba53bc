import fc from 'fast-check';
import type { Report } from '../report/report.ts';
import { slackMessage, type Block } from './slack-message.ts';
import { costPerJob, sampleReport } from './testing/sample-report.ts';

function textOf(block: Block | undefined): string {
  switch (block?.type) {
    case 'header':
    case 'section':
      return block.text.text;
    case 'context':
      return block.elements.map(({ text }) => text).join('\n');
    default:
      return '';
  }
}

describe('slackMessage', () => {
  it('tells the headline, each KPI with change and target, what moved the cost, and what could not be told', () => {
    const { text, blocks } = slackMessage(sampleReport, 'https://grafana.test/d/x');
    expect(text.split('\n')[0]).toBe('Unit economics, October 2026');
    expect(blocks.map(({ type }) => type)).toEqual(['header', 'section', 'section', 'divider', 'section', 'divider', 'section', 'section', 'context']); // prettier-ignore
    expect(textOf(blocks[0])).toBe('Unit economics, October 2026');
    expect(textOf(blocks[1])).toContain('• Spend was $108');
    expect(textOf(blocks[2])).toBe('<https://grafana.test/d/x|Open the dashboard>');
    expect(textOf(blocks[4])).toBe(
      [
        '*Cost per job*  $0.045 (USD / job)  -10%  :x: target at most $0.04, missed',
        'Total cost rose by $8.00 (+8%).',
        'Unit cost fell by 10% while spend rose by 8%.',
      ].join('\n')
    );
    expect(textOf(blocks[6]).split('\n')).toEqual([
      expect.stringMatching(/^\*What moved the cost\* {2}\$108(\.00)?, \+8(\.0)?% against September 2026$/),
      expect.stringMatching(/^• Lambda: \+\$10(\.00)?, 125% of the change\. Lambda cost rose by \$10\.00 \(\+50%\)\.$/),
      expect.stringMatching(/^• S3: -\$2\.00, -25% of the change\.$/),
    ]);
    expect(textOf(blocks[7])).toBe('*Not told*\n• Cost per user: The metric users has no values.');
  });

  it('marks a target that is met', () => {
    const kpis = [{ ...costPerJob, target: { value: 0.05, better: 'lower', met: true } as const }];
    expect(textOf(slackMessage({ ...sampleReport, kpis }, undefined).blocks[3])).toContain(
      ':white_check_mark: target at most $0.05, met'
    );
  });

  it('mentions nobody and formats nothing for a hostile name', () => {
    const title = '<!channel> *bold* `x`\n> & <https://evil.test|click>';
    const report: Report = {
      ...sampleReport,
      subject: { dimension: 'team', title: 'Team', value: '<!here>' },
      kpis: [{ ...costPerJob, title }],
      failures: [{ name: 'x', title, reason: '<@U1>' }],
    };
    const { text, blocks } = slackMessage(report, undefined);
    const marked = blocks.filter(({ type }) => type !== 'header').map(textOf);
    for (const words of [text, ...marked]) {
      expect(words).not.toMatch(/[<>]/);
      expect(words).not.toContain(' *bold*');
    }
    expect(JSON.stringify(blocks)).not.toContain('"verbatim":false');
  });

  it('stays within the limits of Block Kit whatever the report holds', () => {
    const words = fc.string({ unit: 'binary', maxLength: 4000 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 120 }), words, (count, title) => {
        const report: Report = {
          ...sampleReport,
          subject: { dimension: 'team', title: 'Team', value: title },
          kpis: Array.from({ length: count }, () => ({ ...costPerJob, title, unit: title })),
          failures: Array.from({ length: count }, () => ({ name: 'x', title, reason: title })),
        };
        const { text, blocks } = slackMessage(report, 'https://grafana.test/d/x');
        expect(blocks.length).toBeLessThanOrEqual(50);
        expect(text.length).toBeLessThanOrEqual(3000);
        for (const block of blocks) {
          const shown = textOf(block);
          expect(Array.from(shown).length).toBeLessThanOrEqual(block.type === 'header' ? 150 : 3000);
          expect(block.type === 'divider' || shown.length > 0).toBe(true);
        }
      }),
      { numRuns: 50 }
    );
  });
});
