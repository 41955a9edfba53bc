import type { Verdict } from '../drivers/evidence.ts';
import { percentText } from '../drivers/amounts.ts';
import { amountText, changeText, noValue, usageText, valueText } from './amounts.ts';
import { isComplete } from './history.ts';
import { moverSentences } from './mover-sentences.ts';
import type { Compared, KpiReport, Report, SpendReport, Target } from './report.ts';

/** `Unit economics of checkout, October 2026`. Names go into these texts as they are: a renderer escapes them. */
export function reportTitle({ subject, period }: Report): string {
  return `Unit economics${subject === undefined ? '' : ` of ${subject.value}`}, ${period.title}`;
}

/** What a reader should know after ten seconds, one sentence each. */
export function headline(report: Report): readonly string[] {
  return [
    spendSentence(report),
    ...moverSentences(report),
    ...targetSentences(report),
    ...evidenceSentences(report),
    ...incompleteSentences(report),
  ];
}

function spendSentence({ spend, currency, before }: Report): string {
  return spend?.now === undefined
    ? 'Spend is not known.'
    : `Spend was ${amountText(spend.now, currency)}${comparison(spend, before.title)}.${nothingBefore(spend)}`;
}

/** What the period and the one before cost. */
export function spendAmounts(spend: SpendReport, { period, before, currency }: Report): string {
  if (spend.now === undefined) {
    return `Spend of ${period.title} is not known.`;
  }
  const now = `${amountText(spend.now, currency)} in ${period.title}`;
  return spend.since === undefined
    ? `${now}, ${amountText(spend.before, currency)} in ${before.title}: ${changeText(spend.change)}.`
    : `${now}.${nothingBefore(spend)}`;
}

function nothingBefore({ since }: SpendReport): string {
  return since === undefined ? '' : ` There is no cost before ${since}, so nothing to compare with.`;
}

/** `, 6.2% more than in June 2026`. */
function comparison({ change }: Compared, before: string): string {
  if (change === undefined) {
    return '';
  }
  return Math.abs(change) < 0.001
    ? `, as in ${before}`
    : `, ${percentText(change)} ${change > 0 ? 'more' : 'less'} than in ${before}`;
}

function targetSentences({ kpis, currency }: Report): readonly string[] {
  const judged = kpis.filter(({ target }) => target?.met !== undefined);
  const missed = judged.filter(({ target }) => target?.met === false);
  if (judged.length === 0) {
    return [];
  }
  const names = missed.map(({ title, now, unit, target }) =>
    target === undefined ? title : `${title} (${valueText(now, unit, currency)}, target ${targetText(target, unit, currency)})`
  ); // prettier-ignore
  const count = `${judged.length - missed.length} of ${judged.length} target${judged.length === 1 ? '' : 's'} met`;
  return [names.length === 0 ? `${count}.` : `${count}; missed: ${names.join(', ')}.`];
}

const verdictWords: Readonly<Partial<Record<Verdict, string>>> = {
  'unit cost falls as spend rises': 'unit cost falls as spend rises',
  'both fall': 'unit cost and spend both fall',
  'unit cost falls at equal spend': 'unit cost falls at equal spend',
  'unit cost rises with spend': 'unit cost rises with spend',
  'unit cost rises while spend falls': 'unit cost rises although spend falls',
  'unit cost rises at equal spend': 'unit cost rises at equal spend',
};

/** Over the periods that each verdict rests on, where the other sentences are about two. */
function evidenceSentences({ kpis, period }: Report): readonly string[] {
  const titles = new Map<string, string[]>();
  for (const verdict of Object.keys(verdictWords)) {
    for (const { title, evidence } of kpis) {
      if (evidence?.verdict === verdict) {
        const { periods } = evidence.conditions;
        const sentence = `Over ${periods} ${period.grain}s ${verdictWords[evidence.verdict]}`;
        titles.set(sentence, [...(titles.get(sentence) ?? []), title]);
      }
    }
  }
  return [...titles].map(([sentence, all]) => `${sentence}: ${all.join(', ')}.`);
}

/** The whole; then the KPIs that it is not true of. */
function incompleteSentences({ complete, spend, kpis, period, before }: Report): readonly string[] {
  const behind = kpis.filter((kpi) => !isComplete(kpi));
  const titles = (isListed: (kpi: KpiReport) => boolean) => behind.filter(isListed).map(({ title }) => title).join(', '); // prettier-ignore
  const compared = titles(isCompared);
  const alone = titles((kpi) => !isCompared(kpi));
  const without = alone === '' ? [] : [`Not complete, and without a comparison: ${alone}.`];
  if (complete) {
    return [...(compared === '' ? [] : [`Not complete yet, and compared by their complete days: ${compared}.`]), ...without]; // prettier-ignore
  }
  const whole = `${capitalised(period.title)} is not complete`;
  return (spend ? [spend] : kpis).some(isCompared)
    ? [`${whole}: its complete days are compared with as many of ${before.title}.`, ...without]
    : [`${whole}, and has no comparison.`];
}

function isCompared({ now, before }: Compared): boolean {
  return now !== undefined && before !== undefined;
}

/** `at most $4.20` */
export function targetText({ value, better }: Target, unit: string, currency: string): string {
  return `${better === 'lower' ? 'at most' : 'at least'} ${valueText(value, unit, currency)}`;
}

/** The two amounts that a KPI is made of, where it is one cost over one metric. */
export function amountsSentence({ spend, usage }: KpiReport, { currency }: Report): string | undefined {
  if (spend === undefined) {
    return undefined;
  }
  const cost = `Spend ${amountText(spend.now, currency)} after ${amountText(spend.before, currency)} (${changeText(spend.change)})`;
  const used =
    usage &&
    `${usage.title} ${usageText(usage, usage.now, currency)} after ${usageText(usage, usage.before, currency)} (${changeText(usage.change)})`;
  return `${[cost, ...(used === undefined ? [] : [used])].join('; ')}.`;
}

/** Where a KPI stands, in one sentence. */
export function kpiSentence(kpi: KpiReport, { currency, before }: Report): string {
  const { title, now, unit, target } = kpi;
  const value = valueText(now, unit, currency);
  const known =
    value === noValue
      ? `${title} has no value`
      : `${title} was ${value}${unit === '' || unit === '%' ? '' : ` (${unit})`}`;
  const aim =
    target === undefined
      ? ''
      : `; target ${targetText(target, unit, currency)}${target.met === undefined ? '' : target.met ? ', met' : ', missed'}`;
  return `${known}${comparison(kpi, before.title)}${aim}.`;
}

export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
