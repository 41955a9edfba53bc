import { csvText, type Cell } from '../spreadsheet.ts';
import type { Compared, DigestReport, KpiReport, Report } from '../report.ts';

const columns = ['section', 'kpi', 'item', 'period', 'unit', 'value', 'before', 'change', 'complete', 'text'] as const;

type Row = Partial<Record<(typeof columns)[number], Cell>>;

/**
 * One table of everything, a line a number, told apart by `section`: kpi, target, spend, usage, history, driver, group,
 * mover, failure, source, notice. `change` is relative except for movers and drivers, which have amounts of the currency.
 */
export function asCsv(report: Report): string {
  const rows: readonly Row[] = [
    ...spendRows(report),
    ...report.kpis.flatMap((kpi) => kpiRows(kpi, report)),
    ...report.failures.map(({ name, title, reason }): Row => ({ section: 'failure', kpi: name, item: title, text: reason })),
    ...report.freshness.map(({ source, provider, completeThrough }): Row => ({ section: 'source', item: provider === undefined ? source : `${source}, ${provider}`, text: completeThrough ?? 'closed' })),
    ...report.notices.map(({ severity, text }): Row => ({ section: 'notice', item: severity, text })),
  ]; // prettier-ignore
  const filled = rows.map((row) => columns.map((column) => row[column] ?? null));
  return csvText(columns, filled);
}

function spendRows({ spend, period, currency }: Report): readonly Row[] {
  return spend === undefined
    ? []
    : [
        { section: 'spend', period: period.name, unit: currency, ...compared(spend) },
        ...spend.history.map(({ period: name, value, complete }): Row => ({ section: 'history', item: 'spend', period: name, unit: currency, value, complete: yes(complete) })), // prettier-ignore
        ...moverRows(undefined, spend.digest, period.name, currency),
      ];
}

function kpiRows(kpi: KpiReport, { period, currency }: Report): readonly Row[] {
  const { name, title, unit, target, spend, usage, drivers, evidence, digest, groups = [], history } = kpi;
  const own = { kpi: name, period: period.name };
  return [
    { ...own, section: 'kpi', item: title, unit, ...compared(kpi), complete: yes(history.at(-1)?.complete), text: evidence?.text ?? null }, // prettier-ignore
    ...(target ? [{ ...own, section: 'target', item: target.better, unit, value: target.value, text: target.met === undefined ? null : target.met ? 'met' : 'missed' }] : []), // prettier-ignore
    ...(spend ? [{ ...own, section: 'spend', unit: currency, ...compared(spend) }] : []),
    ...(usage ? [{ ...own, section: 'usage', item: usage.title, unit: usage.unit, ...compared(usage) }] : []),
    ...history.map(({ period: past, value, complete }): Row => ({ section: 'history', kpi: name, period: past, unit, value, complete: yes(complete) })), // prettier-ignore
    ...(drivers?.effects ?? []).map((effect): Row => ({ ...own, section: 'driver', item: effect.title, unit: currency, change: effect.amount })), // prettier-ignore
    ...groups.map((group): Row => ({ ...own, section: 'group', item: group.name, unit, ...compared(group) })),
    ...moverRows(name, digest, period.name, currency),
  ];
}

function moverRows(
  kpi: string | undefined,
  digest: DigestReport | undefined,
  period: string,
  currency: string
): readonly Row[] {
  return (digest?.lines ?? []).map(({ path, now, before, change, text }) => ({
    section: 'mover',
    ...(kpi !== undefined && { kpi }),
    item: path.join(' / ') || 'all',
    period,
    unit: currency,
    value: now,
    before,
    change,
    text: text ?? null,
  }));
}

function compared({ now, before, change }: Compared): Row {
  return { value: now ?? null, before: before ?? null, change: change ?? null };
}

function yes(complete: boolean | undefined): Cell {
  return complete === undefined ? null : complete ? 'yes' : 'no';
}
