import { UnitEconomicsError } from '../model/errors.ts';
import type { Notice } from '../model/frame.ts';
import type { Settings } from '../model/settings.ts';
import { floorDay, type Calendar } from '../series/calendar.ts';
import { dayText } from '../series/civil.ts';
import { dayOfInstant } from '../series/zone.ts';
import { currencyWaysOut } from './currency-ways-out.ts';
import { loadCells, type CellSources } from './load-cells.ts';
import type { MetricCells } from './metric-cells.ts';
import type { Plan } from './plan.ts';
import { calendarOf } from './make-plan.ts';
import { metricSource, usageRequest } from './usage-request.ts';
import type { UsageRequest } from '../usage/usage-source.ts';

/** How far back the last rate of a currency may lie: weekends and holidays have none. */
const longestGap = 14;

interface Given {
  readonly least: number;
  readonly most: number;
}

/** Exchange rates by day, and those of the bills themselves. Remembers which it gave, so that the answer can name them. */
export class RateTable {
  readonly currency: string;
  private readonly by: 'day' | 'month';
  private readonly calendar: Calendar;
  private readonly inHours: boolean;
  private readonly byCurrency: ReadonlyMap<string, ReadonlyMap<number, number>>;
  private readonly given = new Map<string, Given>();
  /** By dataset and currency. */
  private readonly ofBills = new Map<string, Given & { readonly dataset: string; readonly currency: string }>();

  constructor(cells: MetricCells | undefined, { currency, calendar, base }: Plan, by: 'day' | 'month') {
    this.currency = currency;
    this.by = by;
    this.calendar = { ...calendar, fiscalYearStart: 1 };
    this.inHours = base.grain === 'hour';
    this.byCurrency = cells === undefined ? new Map() : ratesByCurrency(cells, by, this.calendar);
  }

  /**
   * How amounts of a currency come to that of the data source.
   * @param own How much of the currency a unit of ours is, where the bill says so.
   */
  conversion(dataset: string, currency: string, own: number | undefined): (amount: number, time: number) => number {
    if (currency === this.currency) {
      return (amount) => amount;
    }
    if (own === undefined) {
      return (amount, time) => amount * this.at(currency, time);
    }
    const key = JSON.stringify([dataset, currency]);
    this.ofBills.set(key, { dataset, currency, ...widened(this.ofBills.get(key), own) });
    return (amount) => amount / own;
  }

  /** @param time of a cost's slot. @throws badData where there is no rate */
  at(currency: string, time: number): number {
    if (currency === this.currency) {
      return 1;
    }
    const day = this.inHours ? dayOfInstant(time, this.calendar.timezone) : time;
    const rate = this.find(currency, day);
    if (rate === undefined) {
      throw new UnitEconomicsError(
        'badData',
        `There is no rate from ${currency} to ${this.currency} for ${dayText(day)}. ${currencyWaysOut([currency])}`
      );
    }
    this.given.set(currency, widened(this.given.get(currency), rate));
    return rate;
  }

  notices(): readonly Notice[] {
    const ofTable = [...this.given].map(
      ([currency, given]) =>
        `${currency} is converted to ${this.currency} at ${givenText(given)}, ${this.by === 'day' ? 'the rate of the day' : 'the mean of the month'}.`
    );
    const ofBills = [...this.ofBills.values()].map(
      ({ dataset, currency, ...given }) =>
        `Cost dataset ${dataset}: ${currency} is converted to ${this.currency} by the bill's own rate, ${givenText(given)} ${currency} for 1 ${this.currency}.`
    );
    return [...ofTable, ...ofBills].map((text) => ({ severity: 'info', text }));
  }

  private find(currency: string, day: number): number | undefined {
    const rates = this.byCurrency.get(currency);
    if (this.by === 'month') {
      return rates?.get(floorDay(day, 'month', this.calendar));
    }
    for (let back = 0; back <= longestGap; back++) {
      const rate = rates?.get(day - back);
      if (rate !== undefined) {
        return rate;
      }
    }
    return undefined;
  }
}

function widened(known: Given | undefined, rate: number): Given {
  return { least: Math.min(rate, known?.least ?? rate), most: Math.max(rate, known?.most ?? rate) };
}

function givenText({ least, most }: Given): string {
  return least === most ? String(least) : `${least} to ${most}`;
}

function ratesByCurrency(
  cells: MetricCells,
  by: 'day' | 'month',
  calendar: Calendar
): ReadonlyMap<string, ReadonlyMap<number, number>> {
  const { keys, native, column } = cells;
  const table = new Map<string, Map<number, number>>();
  keys.forEach((key, row) => {
    const rates = new Map<number, { sum: number; count: number }>();
    for (let slot = 0; slot < native.length; slot++) {
      const cell = row * native.length + slot;
      const value = column.values[cell] ?? 0;
      if (column.valid[cell] === 1 && value > 0) {
        const start = native.starts[slot] ?? 0;
        const day = by === 'month' ? floorDay(start, 'month', calendar) : start;
        const known = rates.get(day) ?? { sum: 0, count: 0 };
        rates.set(day, { sum: known.sum + value, count: known.count + 1 });
      }
    }
    table.set(key[0] ?? '', new Map([...rates].map(([day, { sum, count }]) => [day, sum / count])));
  });
  return table;
}

/** Currencies that the settings have a rate for, somewhere in the days of a dataset. */
export async function ratedCurrencies(
  settings: Settings,
  { firstDay, lastDay }: { readonly firstDay?: number; readonly lastDay?: number },
  sources: CellSources,
  signal: AbortSignal
): Promise<ReadonlySet<string>> {
  const source = settings.rates && metricSource(settings.rates.metric, settings);
  if (source === undefined || firstDay === undefined || lastDay === undefined) {
    return new Set();
  }
  const days = { from: firstDay - longestGap, to: lastDay + 1 };
  const { keys } = await loadCells(usageRequest(source, calendarOf(settings), 'metric', days), [], sources, signal);
  return new Set(keys.flatMap(([code]) => (typeof code === 'string' ? [code] : [])));
}

/** Where the rates that a plan needs are read; undefined where the settings have none. */
export function ratesRequest({ rates, days: { from, to }, calendar, legs }: Plan): UsageRequest | undefined {
  if (rates === undefined || !legs.some(({ kind }) => kind === 'cost')) {
    return undefined;
  }
  return usageRequest(rates.source, calendar, 'metric', { from: from - longestGap, to });
}

export async function loadRates(plan: Plan, sources: CellSources, signal: AbortSignal): Promise<RateTable | undefined> {
  const request = ratesRequest(plan);
  if (request === undefined) {
    const datasets = plan.legs.flatMap((leg) => (leg.kind === 'cost' ? leg.datasets : []));
    return datasets.some(({ dataset }) => dataset.rates === 'bill') ? new RateTable(undefined, plan, 'day') : undefined;
  }
  return new RateTable(await loadCells(request, [], sources, signal), plan, plan.rates?.by ?? 'day');
}
