import { moneyText } from '../../drivers/amounts.ts';
import { changeText, noValue, shareText, signed, valueText } from '../amounts.ts';
import type { KpiReport, MoverLine, Report } from '../report.ts';
import {
  amountsSentence,
  capitalised,
  headline,
  kpiSentence,
  reportTitle,
  spendAmounts,
  targetText,
} from '../words.ts';
import { markdownText, markdownTable } from './markdown-text.ts';
import { groupText } from './shared.ts';
import { sparkline } from './sparkline.ts';

/** For a wiki, a merge request or a terminal: GitHub Flavored Markdown, tables included. */
export function asMarkdown(report: Report): string {
  const { period, before, timezone, currency, asOf } = report;
  const blocks = [
    `# ${markdownText(reportTitle(report))}`,
    `${period.from} to ${period.to}, compared with ${before.title}; ${timezone}, ${currency}; as of ${asOf}`,
    headline(report).map((sentence) => `- ${markdownText(sentence)}`).join('\n'), // prettier-ignore
    overview(report),
    ...spend(report),
    ...report.kpis.flatMap((kpi) => kpiBlocks(kpi, report)),
    ...failures(report),
    ...sources(report),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function overview({ kpis, period, before, currency }: Report): string {
  const rows = kpis.map(({ title, now, before: then, change, unit, target, owner, history }) => [
    title,
    valueText(then, unit, currency),
    valueText(now, unit, currency),
    changeText(change),
    sparkline(history.map(({ value }) => value)),
    unit,
    target === undefined
      ? noValue
      : `${targetText(target, unit, currency)}${target.met === undefined ? '' : target.met ? ' ✓ met' : ' ✗ missed'}`,
    owner ?? '',
  ]);
  return kpis.length === 0
    ? ''
    : markdownTable(
        ['KPI', capitalised(before.title), capitalised(period.title), 'Change', '13 periods', 'Unit', 'Target', 'Owner'],
        rows
      ); // prettier-ignore
}

function spend(report: Report): readonly string[] {
  const { spend: told, period, before, currency } = report;
  if (told === undefined) {
    return [];
  }
  const first = spendAmounts(told, report);
  const { digest } = told;
  if (digest === undefined) {
    return ['## What moved the bill?', first];
  }
  const format = moneyText(currency, told.now ?? 0);
  const row = ({ path, before: then, now, change, share }: MoverLine) => [
    path.join(' / ') || 'All',
    format(then),
    format(now),
    signed(change, format),
    shareText(share),
  ];
  return [
    '## What moved the bill?',
    first,
    markdownTable(
      [digest.dimensions.join(' / '), capitalised(before.title), capitalised(period.title), 'Change', 'Share of change'],
      digest.lines.map(row)
    ),
  ]; // prettier-ignore
}

function kpiBlocks(kpi: KpiReport, report: Report): readonly string[] {
  const { title, description, evidence, drivers, groups = [], unit } = kpi;
  const { currency, period, before, by } = report;
  const told = groups.map(({ name }) => groupText(kpi, name));
  const isTold = told.some((text) => text !== undefined);
  const texts = [
    description,
    kpiSentence(kpi, report),
    amountsSentence(kpi, report),
    evidence?.text,
    drivers?.text,
    ...(drivers?.remarks ?? []),
  ];
  return [
    `## ${markdownText(title)}`,
    ...texts.filter((text) => text !== undefined).map(markdownText),
    ...(groups.length === 0
      ? []
      : [
          markdownTable(
            [
              by?.title ?? '',
              capitalised(before.title),
              capitalised(period.title),
              'Change',
              ...(isTold ? ['What happened'] : []),
            ],
            groups.map(({ name, before: then, now, change }, index) => [
              name,
              valueText(then, unit, currency),
              valueText(now, unit, currency),
              changeText(change),
              ...(isTold ? [told[index] ?? ''] : []),
            ])
          ),
        ]),
  ];
}

function failures({ failures: failed }: Report): readonly string[] {
  return failed.length === 0
    ? []
    : [
        '## What could not be told?',
        failed.map(({ title, reason }) => `- ${markdownText(title)}: ${markdownText(reason)}`).join('\n'),
      ];
}

function sources({ freshness, notices }: Report): readonly string[] {
  return [
    '## How fresh is the data?',
    markdownTable(
      ['Source', 'Newest', 'Complete through'],
      freshness.map(({ source, provider, newest, completeThrough }) => [
        provider === undefined ? source : `${source}, ${provider}`,
        newest ?? noValue,
        completeThrough ?? 'closed',
      ])
    ),
    notices.map(({ severity, text }) => `- ${severity === 'info' ? '' : `${severity}: `}${markdownText(text)}`).join('\n'),
  ]; // prettier-ignore
}
