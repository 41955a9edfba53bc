import { csvText, type Cell } from '../spreadsheet.ts';
import type { Compared, DigestReport, KpiReport, Report } from '../report.ts';

const columns = ['section', 'kpi', 'item', 'period', 'unit', 'value', 'before', 'change', 'complete', 'text'] as const;

type Row = Partial<Record<(typeof columns)[number], Cell>>;

/**
 * One table of everything, a line a number, told apart by `section`: kpi, target, spend, usage, history, driver, group,
 * not split, mover, mover usage, mover unit cost, mover driver, evidence, failure, source, notice. `change` is relative except
 * for movers, drivers and what is not split, which have amounts of the currency.
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
        ...spend.history.map(({ period: name, value, complete }): Row => ({ section: 'history', item: 'spend', period: name, unit: currency, value, complete: value === null ? null : yes(complete) })), // prettier-ignore
        ...moverRows(undefined, spend.digest, period.name, currency),
      ];
}

function kpiRows(kpi: KpiReport, { period, currency }: Report): readonly Row[] {
  const { name, title, now, unit, target, spend, usage, drivers, evidence, digest, groups = [], history } = kpi;
  const own = { kpi: name, period: period.name };
  return [
    { ...own, section: 'kpi', item: title, unit, ...compared(kpi), complete: now === undefined ? null : yes(history.at(-1)?.complete), text: evidence?.text ?? null }, // prettier-ignore
    ...(target ? [{ ...own, section: 'target', item: target.better, unit, value: target.value, text: target.met === undefined ? null : target.met ? 'met' : 'missed' }] : []), // prettier-ignore
    ...(spend ? [{ ...own, section: 'spend', unit: currency, ...compared(spend) }] : []),
    ...(usage ? [{ ...own, section: 'usage', item: usage.title, unit: usage.unit, ...compared(usage) }] : []),
    ...history.map(({ period: past, value, complete }): Row => ({ section: 'history', kpi: name, period: past, unit, value, complete: value === null ? null : yes(complete) })), // prettier-ignore
    ...(drivers?.effects ?? []).map((effect): Row => ({ ...own, section: 'driver', item: effect.title, unit: currency, change: effect.amount })), // prettier-ignore
    ...(drivers?.unsplit ?? []).map((part): Row => ({ ...own, section: 'not split', item: part.reason, unit: currency, value: part.now, before: part.before, change: part.now - part.before })), // prettier-ignore
    ...evidenceRows(kpi, currency),
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
  const { lines = [], metric } = digest ?? {};
  return lines.flatMap(({ path, now, before, change, text, effects = [], usage, unitCost }): readonly Row[] => {
    const own = { ...(kpi !== undefined && { kpi }), item: path.join(' / ') || 'all', period };
    return [
      { ...own, section: 'mover', unit: currency, value: now, before, change, text: text ?? null },
      ...effects.map(({ title, amount }) => ({ ...own, section: 'mover driver', unit: currency, change: amount, text: title })), // prettier-ignore
      ...(metric && usage ? [{ ...own, section: 'mover usage', unit: metric.unit, ...compared(usage), text: metric.title }] : []), // prettier-ignore
      ...(metric && unitCost ? [{ ...own, section: 'mover unit cost', unit: metric.unitCost, ...compared(unitCost) }] : []), // prettier-ignore
    ];
  });
}

/** The periods that the evidence rests on: spend, usage and unit cost of the first and the last. */
function evidenceRows({ name, unit, usage, evidence }: KpiReport, currency: string): readonly Row[] {
  const { figures } = evidence ?? {};
  if (figures === undefined) {
    return [];
  }
  const { first, last, spendChange, usageChange, unitCostChange } = figures;
  const own = { section: 'evidence', kpi: name, period: `${first.period} to ${last.period}` };
  return [
    { ...own, item: 'spend', unit: currency, value: last.spend, before: first.spend, change: spendChange },
    { ...own, item: 'usage', unit: usage?.unit ?? null, value: last.usage, before: first.usage, change: usageChange },
    { ...own, item: 'unit cost', unit, value: last.unitCost ?? null, before: first.unitCost ?? null, change: unitCostChange },
  ]; // prettier-ignore
}

function compared({ now, before, change }: Compared): Row {
  return { value: now ?? null, before: before ?? null, change: change ?? null };
}

function yes(complete: boolean | undefined): Cell {
  return complete === undefined ? null : complete ? 'yes' : 'no';
}
