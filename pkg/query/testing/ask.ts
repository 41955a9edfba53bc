import type { CostAnswer, CostRequest, CostSource, DatasetFacts } from '../../cost/cost-source.ts';
import type { Dimension } from '../../model/dimension.ts';
import { functionNames } from '../../formula/functions.ts';
import type { Frame } from '../../model/frame.ts';
import type { CostMeasure } from '../../model/names.ts';
import { keyText, type GroupKey } from '../../model/group-key.ts';
import { parseQuery } from '../../model/parse-query.ts';
import { parseSettings } from '../../model/parse-settings.ts';
import type { Settings } from '../../model/settings.ts';
import { parseDay } from '../../series/civil.ts';
import { startOfDay } from '../../series/zone.ts';
import { inlineUsage } from '../../usage/inline-usage.ts';
import type { UsageSource, UsageTable } from '../../usage/usage-source.ts';
import { SharedCache } from '../cache.ts';
import { matcher } from '../filter-match.ts';
import { makePlan } from '../make-plan.ts';
import type { MetricCells } from '../metric-cells.ts';
import { runPlan, type Sources } from '../run-query.ts';

/** Tests of meaning without files: charges and usage rows as literals, answered through the whole way of a query. */
export interface Charge {
  readonly day: string;
  readonly cost: number;
  readonly list?: number;
  readonly contracted?: number;
  readonly quantity?: number;
  readonly category?: string;
  readonly currency?: string;
  readonly [key: string]: string | number | undefined;
}

export interface World {
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly charges?: readonly Charge[];
  /** In the place of charges: bills that are read. */
  readonly cost?: CostSource;
  /** Rows by metric: date, value, then the dimensions in their order; `NAME/total` for a declared total. */
  readonly usage?: Readonly<Record<string, readonly (readonly [string, number, ...(string | null)[]])[]>>;
  readonly metrics?: readonly Readonly<Record<string, unknown>>[];
  readonly now?: string;
}

export interface Asked {
  readonly from: string;
  /** Last day included. */
  readonly to: string;
  readonly fromAlert?: boolean;
  readonly fromExpression?: boolean;
}

export async function ask(
  world: World,
  query: Readonly<Record<string, unknown>>,
  asked: Asked
): Promise<readonly Frame[]> {
  const settings = settingsOf(world);
  const plan = makePlan(parseQuery(JSON.stringify(query)), settings, {
    from: Date.parse(`${asked.from}T00:00:00Z`),
    to: Date.parse(`${asked.to}T23:59:59Z`),
    now: Date.parse(world.now ?? '2030-01-01T00:00:00Z'),
    fromAlert: asked.fromAlert ?? false,
    fromExpression: asked.fromExpression ?? false,
  });
  return runPlan(plan, sourcesOf(world), new AbortController().signal);
}

/** The settings of a world. @throws where an entry is wrong */
export function settingsOf(world: World): Settings {
  const settings = parseSettings(
    JSON.stringify({
      connections: [{ name: 'here', type: 'files', path: '/nowhere' }],
      costs: [{ name: 'cloud', connection: 'here', format: 'focus', location: '.', completeAfter: '48h' }],
      dimensions: [
        { name: 'team', from: ['tag:team'] },
        { name: 'region', from: ['RegionId'] },
      ],
      metrics: (world.metrics ?? []).map((metric) => ({ connection: 'here', location: '.', ...metric })),
      ...world.settings,
    }),
    functionNames
  );
  const bad = settings.problems.find(({ severity }) => severity === 'error');
  if (bad !== undefined) {
    throw new Error(`${bad.place}: ${bad.message}`);
  }
  return settings;
}

export function sourcesOf(world: World): Sources {
  return {
    cost: world.cost ?? chargesAsSource(world.charges ?? []),
    usage: rowsAsSource(world.usage ?? {}),
    costCache: new SharedCache<CostAnswer>(100, () => 1),
    usageCache: new SharedCache<MetricCells>(100, () => 1),
  };
}

/** Series by legend name; null where there is no value. */
export function seriesOf(frames: readonly Frame[]): Record<string, (number | null)[]> {
  return Object.fromEntries(
    frames.flatMap(({ fields }) =>
      fields.flatMap(({ name, config, column }) =>
        column.type === 'number'
          ? [
              [
                config?.displayNameFromDS ?? name,
                Array.from(column.values, (value, i) => (column.valid?.[i] === 1 ? value : null)),
              ],
            ]
          : []
      )
    )
  );
}

/** `date: [values]` of the time field. */
export function datesOf(frame: Frame | undefined): string[] {
  const time = frame?.fields.find(({ column }) => column.type === 'time');
  return time?.column.type === 'time'
    ? Array.from(time.column.values, (value) => new Date(value).toISOString().slice(0, 10))
    : [];
}

export function noticesOf(frames: readonly Frame[]): string {
  return (frames[0]?.meta.notices ?? []).map(({ text }) => text).join('\n');
}

function amountOf(charge: Charge, measure: CostMeasure): number {
  switch (measure) {
    case 'ListCost':
      return charge.list ?? charge.cost;
    case 'ContractedCost':
      return charge.contracted ?? charge.cost;
    case 'ConsumedQuantity':
      return charge.quantity ?? 0;
    default:
      return charge.cost;
  }
}

function valueOf(charge: Charge, dimension: Dimension): string | null {
  for (const key of dimension.from) {
    if (key === 'BillingCurrency') {
      return charge.currency ?? 'USD';
    }
    if (key === 'ChargeCategory') {
      return charge.category ?? 'Usage';
    }
    const value = charge[key.replace(/^tag:/, '')];
    if (typeof value === 'string' && value !== '') {
      const named = dimension.values[value] ?? value;
      return named === dimension.rest ? null : named;
    }
  }
  return null;
}

export function chargesAsSource(charges: readonly Charge[]): CostSource {
  const days = charges.map((charge) => parseDay(charge.day) ?? NaN);
  const facts = (timezone: string): DatasetFacts => ({
    files: 1,
    rows: charges.length,
    badRows: 0,
    badSamples: [],
    malformedTags: 0,
    providers: [],
    fileErrors: [],
    ...(charges.length > 0 && {
      firstDay: Math.min(...days),
      newestEnd: startOfDay(Math.max(...days) + 1, timezone), // a day's charge ends with its date
    }),
  });
  const unused = (): Promise<never> => Promise.reject(new Error('not asked here'));
  return {
    version: () => Promise.resolve('1'),
    fetch: (request) => Promise.resolve(sum(charges, days, request, facts(request.timezone))),
    values: unused,
    facts: unused,
    inspect: unused,
    progress: () => undefined,
  };
}

function sum(
  charges: readonly Charge[],
  days: readonly number[],
  request: CostRequest,
  facts: DatasetFacts
): CostAnswer {
  const cells = new Map<string, { key: GroupKey; day: number; amount: number; rows: number }>();
  const units = new Set<string>();
  charges.forEach((charge, index) => {
    const day = days[index] ?? NaN;
    const wanted =
      day >= request.days.from &&
      day < request.days.to &&
      request.filters.every((filter) => matcher(filter)(valueOf(charge, filter.dimension))) &&
      (request.chargeCategories.length === 0 || request.chargeCategories.includes(charge.category ?? 'Usage'));
    if (wanted) {
      const key = request.groupBy.map((dimension) => valueOf(charge, dimension));
      const text = `${day} ${keyText(key)}`;
      const cell = cells.get(text) ?? { key, day, amount: 0, rows: 0 };
      cell.amount += amountOf(charge, request.measure);
      cell.rows++;
      cells.set(text, cell);
      units.add(
        request.measure === 'ConsumedQuantity' ? String(charge['ConsumedUnit'] ?? '') : (charge.currency ?? 'USD')
      );
    }
  });
  const all = [...cells.values()];
  const keys = [...new Map(all.map(({ key }) => [keyText(key), key])).values()];
  const texts = keys.map(keyText);
  return {
    keys,
    times: Float64Array.from(all, (cell) => cell.day),
    groups: Int32Array.from(all, (cell) => texts.indexOf(keyText(cell.key))),
    amounts: Float64Array.from(all, (cell) => cell.amount),
    rows: Float64Array.from(all, (cell) => cell.rows),
    units: [...units],
    facts,
    origin: 'scan',
  };
}

export function rowsAsSource(usage: NonNullable<World['usage']>): UsageSource {
  return {
    version: () => Promise.resolve('1'),
    describe: () => Promise.resolve({ reached: 'rows in memory', columns: ['day', 'value'], remarks: [] }),
    notices: () => [],
    fetch: (request, signal): Promise<UsageTable> => {
      const { metric, part } = request;
      if (metric.source.type === 'inline') {
        return inlineUsage.fetch(request, signal); // budgets stand in the settings
      }
      const rows = usage[part === 'total' ? `${metric.name}/total` : metric.name] ?? [];
      const dimensions = part === 'total' ? [] : Object.keys(metric.dimensions);
      return Promise.resolve({
        times: Float64Array.from(rows, ([time]) =>
          metric.nativeGrain === 'hour' ? Date.parse(time) : (parseDay(time) ?? NaN)
        ),
        values: Float64Array.from(rows, ([, value]) => value),
        dimensions: dimensions.map((_, index) =>
          rows.map((row) => (row[index + 2] as string | null | undefined) ?? null)
        ),
        rows: rows.length,
        badRows: 0,
        badSamples: [],
      });
    },
  };
}
