import { amountText, changeText, shareText, signed, valueText } from '../report/amounts.ts';
import type { DigestReport, KpiReport, MoverLine, Report, Target } from '../report/report.ts';
import { headline, reportTitle, targetText } from '../report/words.ts';
import { joinedLines, mrkdwn, mrkdwnLink } from './mrkdwn.ts';
import { clipped, oneLine } from './plain-text.ts';

type Text = { readonly type: 'mrkdwn'; readonly text: string; readonly verbatim: true };

/** The blocks of Block Kit that a report needs. */
export type Block =
  | { readonly type: 'header'; readonly text: { readonly type: 'plain_text'; readonly text: string } }
  | { readonly type: 'section'; readonly text: Text }
  | { readonly type: 'context'; readonly elements: Text[] }
  | { readonly type: 'divider' };

export interface SlackMessage {
  /** For notifications and readers that show no blocks. */
  readonly text: string;
  readonly blocks: Block[];
}

/** A message has at most 50 blocks; those beside the KPIs are nine. */
const shownKpis = 40;
const headerLength = 150;
const shownMovers = 5;

/** A report as Slack shows it: the headline, a section for each KPI, what moved the cost. */
export function slackMessage(report: Report, link: string | undefined): SlackMessage {
  const { kpis, failures } = report;
  const title = reportTitle(report);
  const summary = headline(report);
  return {
    text: joinedLines([mrkdwn(title), ...summary.map(mrkdwn)]),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: clipped(oneLine(title), headerLength) } },
      section(summary.map((sentence) => `• ${mrkdwn(sentence)}`)),
      ...(link === undefined ? [] : [section([mrkdwnLink(link, 'Open the dashboard')])]),
      { type: 'divider' },
      ...kpis.slice(0, shownKpis).map((kpi) => section(kpiLines(kpi, report))),
      ...(kpis.length > shownKpis ? [section([`and ${kpis.length - shownKpis} more KPIs`])] : []),
      ...moverBlocks(report),
      ...(failures.length === 0 ? [] : [section(failureLines(report))]),
      context([periodText(report)]),
    ],
  };
}

/** Value, change and target in one line; then why it changed, and the evidence. */
function kpiLines({ title, now, unit, change, target, drivers, evidence }: KpiReport, { currency }: Report): string[] {
  const per = now === undefined || unit === '' || unit === '%' ? '' : ` (${unit})`;
  const facts = [
    mrkdwn(`${valueText(now, unit, currency)}${per}`),
    ...(change === undefined ? [] : [changeText(change)]),
    ...(target === undefined ? [] : [mark(target, unit, currency)]),
  ];
  const words = [drivers?.text, evidence?.text].filter((text) => text !== undefined);
  return [`*${mrkdwn(title)}*  ${facts.join('  ')}`, ...words.map(mrkdwn)];
}

function mark(target: Target, unit: string, currency: string): string {
  const { met } = target;
  const sign = met === undefined ? '' : met ? ':white_check_mark: ' : ':x: ';
  const verdict = met === undefined ? '' : met ? ', met' : ', missed';
  return `${sign}target ${mrkdwn(targetText(target, unit, currency))}${verdict}`;
}

function moverBlocks({ spend, currency, before }: Report): Block[] {
  const digest = spend?.digest;
  if (spend === undefined || digest === undefined || digest.top.length + digest.flop.length === 0) {
    return [];
  }
  const total = `*What moved the cost*  ${amountText(spend.now, currency)}, ${changeText(spend.change)} against ${before.title}`;
  const movers = [...digest.top.slice(0, shownMovers), ...digest.flop.slice(0, shownMovers)];
  return [{ type: 'divider' }, section([total, ...movers.map((mover) => moverLine(mover, digest, currency))])];
}

/** What a mover's own change is made of stands with its line in the tree. */
function moverLine({ path, change, share }: MoverLine, { lines }: DigestReport, currency: string): string {
  const words = lines.find((line) => line.path.join('\0') === path.join('\0'))?.text;
  const part = share === undefined ? '' : `, ${shareText(share)} of the change`;
  const text = words === undefined ? '' : ` ${words}`;
  return `• ${mrkdwn(`${path.join(' › ')}: ${signed(change, (amount) => amountText(amount, currency))}${part}.${text}`)}`;
}

function failureLines({ failures }: Report): string[] {
  return ['*Not told*', ...failures.map(({ title, reason }) => `• ${mrkdwn(`${title}: ${reason}`)}`)];
}

function periodText({ period, before, timezone, asOf }: Report): string {
  return mrkdwn(`${period.from} to ${period.to} against ${before.from} to ${before.to}, ${timezone}; as of ${asOf}`);
}

function section(lines: readonly string[]): Block {
  return { type: 'section', text: text(lines) };
}

function context(lines: readonly string[]): Block {
  return { type: 'context', elements: [text(lines)] };
}

function text(lines: readonly string[]): Text {
  return { type: 'mrkdwn', text: joinedLines(lines), verbatim: true };
}
