import { currencyDimension, type Rates } from '../model/rates.ts';
import type { Settings } from '../model/settings.ts';
import { loadCells, type CellSources } from '../query/load-cells.ts';
import { calendarOf } from '../query/make-plan.ts';
import { metricSource, usageRequest } from '../query/usage-request.ts';
import { startDay } from '../series/axis.ts';
import { dayText } from '../series/civil.ts';
import type { DayRange } from '../usage/usage-source.ts';
import type { EntryCheck } from './check.ts';

/** Which currencies the rates bring to the data source's, and on which days. */
export async function checkRates(
  { metric }: Rates,
  settings: Settings,
  sources: CellSources,
  days: DayRange,
  signal: AbortSignal
): Promise<Omit<EntryCheck, 'entry'>> {
  const source = metricSource(metric, settings);
  if (source === undefined) {
    return { ok: false, found: `has no connection ${metric.connection}`, remarks: [] };
  }
  const calendar = calendarOf(settings);
  const { keys, native, rows, badRows, badSamples } = await loadCells(
    usageRequest(source, calendar, 'metric', days),
    [],
    sources,
    signal
  );
  const day = (slot: number) => dayText(startDay(native, slot, calendar));
  const position = Object.keys(metric.dimensions).indexOf(currencyDimension);
  const codes = [...new Set(keys.map((key) => key[position] ?? 'no currency'))].sort();
  const extent = native.length === 0 ? 'no dates' : `${day(0)} to ${day(native.length - 1)}`;
  const lastDate = native.length === 0 ? undefined : day(native.length - 1);
  return {
    ok: native.length > 0,
    found: `${rows} rate${rows === 1 ? '' : 's'} of ${codes.join(', ') || 'no currency'} to ${settings.currency}, ${extent}, ${badRows} bad row${badRows === 1 ? '' : 's'}`,
    remarks: badSamples,
    ...(lastDate !== undefined && { lastDate }),
  };
}
