import { signedText } from '../cost/bill-check/money.ts';
import { brokenRule } from '../cost/broken-rule.ts';
import type { CostSource, RuleMatches } from '../cost/cost-source.ts';
import { costCompleteThrough, lateProviders } from '../cost/freshness.ts';
import { progressText } from '../cost/rollup/progress.ts';
import { ruleReport } from '../cost/rule-report.ts';
import { asUnitEconomicsError, type UnitEconomicsError } from '../model/errors.ts';
import type { Settings } from '../model/settings.ts';
import type { CostDataset } from '../model/cost-dataset.ts';
import type { UsageMetric } from '../model/usage-metric.ts';
import { bindFormula } from '../formula/bind.ts';
import { parseFormula } from '../formula/parse.ts';
import { parseQuery } from '../model/parse-query.ts';
import { datasetSource } from '../query/dataset-source.ts';
import { currencyWaysOut } from '../query/currency-ways-out.ts';
import { LegTable, noTerms } from '../query/leg-table.ts';
import { calendarOf } from '../query/make-plan.ts';
import { loadCells, type CellSources } from '../query/load-cells.ts';
import { foreignCurrencies } from '../query/foreign-currencies.ts';
import { usageCompleteThrough } from '../query/usage-complete.ts';
import { metricSource, usageRequest } from '../query/usage-request.ts';
import type { DayRange, UsageRequest } from '../usage/usage-source.ts';
import { unitText } from '../model/unit.ts';
import { dayText } from '../series/civil.ts';
import { checkAllocation } from './check-allocation.ts';
import { checkRates } from './check-rates.ts';
import { checkConnection } from './check-connection.ts';
import { sampleLines, sampleOf, type Sample } from './sample.ts';
import { startDay } from '../series/axis.ts';
import { dayOfInstant } from '../series/zone.ts';

/** What was found of one entry, in words a person can act on. */
export interface EntryCheck {
  readonly entry: string;
  readonly ok: boolean;
  readonly found: string;
  /** Worth knowing, nothing broken. */
  readonly remarks: readonly string[];
  /** Where a scope keeps readers to a part: in the place of `found` and `remarks`, no count and no amount of the whole. */
  readonly scoped?: string;
  /** Of what is read like a metric: the start of its last period, YYYY-MM-DD, and its first rows as parsed. */
  readonly lastDate?: string;
  readonly sample?: Sample;
}

/** For everyone but administrators: no rows as they are, and where a scope is set nothing of what lies outside it. */
export function forReaders({ entry, ok, found, remarks, lastDate, scoped: own }: EntryCheck): EntryCheck {
  const told = own === undefined ? { found, remarks } : { found: own, remarks: [] };
  return { entry, ok, ...told, ...(lastDate !== undefined && { lastDate }) };
}

/** What a person at a terminal reads below `found`. */
export function remarkLines({ remarks, lastDate, sample }: EntryCheck): readonly string[] {
  return [
    ...remarks,
    ...(lastDate === undefined ? [] : [`last date ${lastDate}`]),
    ...(sample === undefined ? [] : sampleLines(sample)),
  ];
}

export interface CheckSources extends CellSources {
  readonly cost: CostSource;
}

/** Services are asked for two months: enough to see that values come, and until when. */
const checkedDays = 61;

/**
 * Looks at every entry of the settings as a query would; one that fails costs itself only.
 * @param byAdmin tries connections by themselves, and asks services anew for what is kept of them: what it reaches is not for
 * everyone, and it may cost money
 */
export async function checkEntries(
  settings: Settings,
  sources: CheckSources,
  now: number,
  byAdmin: boolean,
  signal: AbortSignal
): Promise<readonly EntryCheck[]> {
  const { catalog } = settings;
  const problems = settings.problems.map(({ severity, place, message }): EntryCheck => ({
    entry: place,
    ok: severity === 'warning',
    found: message,
    remarks: [],
  }));
  const tried = byAdmin ? [...catalog.connections.values()] : [];
  const connections = tried.map((connection) =>
    attempt(`connection ${connection.name}`, () => checkConnection(connection, settings, sources.usage, signal))
  );
  const seen: RulesSeen = { matches: [], currencies: new Set() };
  const costs = [...catalog.costs.values()].map((dataset) =>
    attempt(`cost ${dataset.name}`, () => checkCost(dataset, settings, sources, seen, now, signal))
  );
  const metrics = [...catalog.metrics.values()].map((metric) =>
    attempt(`metric ${metric.name}`, () => checkMetric(metric, settings, sources, now, byAdmin, signal))
  );
  const budgets = [...catalog.budgets.values()].map((budget) =>
    attempt(`budget ${budget.name}`, () => checkMetric(budget, settings, sources, now, byAdmin, signal))
  );
  const days = checkedRange(settings, now);
  const { rates: declared } = settings;
  const rates =
    declared === undefined ? [] : [attempt('rates', () => checkRates(declared, settings, sources, days, signal))];
  const allocations = [...catalog.allocations.values()].map((step) =>
    attempt(`allocation ${step.name}`, () => checkAllocation(step, settings, sources, days, signal))
  );
  const read = await Promise.all([...connections, ...costs, ...metrics, ...budgets, ...rates, ...allocations]);
  return [
    ...problems,
    ...read,
    ...checkDimensions(settings, seen.matches, [...seen.currencies]),
    ...checkKpis(settings),
  ];
}

function checkedRange({ timezone }: Settings, now: number): DayRange {
  const today = dayOfInstant(now, timezone);
  return { from: today - checkedDays, to: today + 1 };
}

/** `302,805 charges`, `1 file`. */
function many(count: number, what: string): string {
  return `${count.toLocaleString('en')} ${what}${count === 1 ? '' : 's'}`;
}

/** Days whose values may still change are marked, and left out of alert evaluations. */
function completeText(through: number, timezone: string): string {
  return Number.isFinite(through)
    ? `complete through ${dayText(dayOfInstant(through, timezone) - 1)}`
    : through > 0
      ? 'closed: complete'
      : 'complete through no day yet';
}

function scoped({ scope }: Settings, ok: boolean, text: string): Pick<EntryCheck, 'scoped'> {
  const why = ok ? '' : "; not all of it can be used, and an administrator's check says why";
  return scope.length === 0 ? {} : { scoped: `${text}${why}` };
}

export async function attempt(entry: string, look: () => Promise<Omit<EntryCheck, 'entry'>>): Promise<EntryCheck> {
  try {
    return { entry, ...(await look()) };
  } catch (thrown) {
    return { entry, ok: false, found: asUnitEconomicsError(thrown).message, remarks: [] };
  }
}

/** How the rules of dimensions fared in the datasets looked at, and what those are billed in. */
export interface RulesSeen {
  readonly matches: RuleMatches[];
  readonly currencies: Set<string>;
}

/** @param seen is added to */
export async function checkCost(
  dataset: CostDataset,
  settings: Settings,
  sources: CheckSources,
  seen: RulesSeen,
  now: number,
  signal: AbortSignal
): Promise<Omit<EntryCheck, 'entry'>> {
  const source = datasetSource(dataset, settings);
  if (source === undefined) {
    return { ok: false, found: `has no connection ${dataset.connection}`, remarks: [] };
  }
  const { catalog, timezone } = settings;
  const request = { ...source, timezone, dimensions: [...catalog.dimensions.values()] };
  const facts = await sources.cost.facts(request, signal);
  const { currencies, rules, remarks } = await sources.cost.inspect(request, signal);
  seen.matches.push(...rules);
  currencies.forEach(({ code }) => seen.currencies.add(code));
  const days =
    facts.firstDay === undefined || facts.lastDay === undefined
      ? 'no dates'
      : `${dayText(facts.firstDay)} to ${dayText(facts.lastDay)}`;
  const progress = sources.cost.progress(request);
  const codes = currencies.map(({ code }) => code).filter((code) => code !== '');
  const foreign = await foreignCurrencies(request, currencies, facts, settings, sources, signal);
  const ok = facts.fileErrors.length === 0 && facts.rows > 0 && foreign.length === 0;
  const complete = completeText(costCompleteThrough(facts, dataset, now), timezone);
  return {
    ok,
    ...scoped(settings, ok, `${days}, ${complete}`),
    found: `${many(facts.rows, 'charge')} in ${facts.files === 0 ? 'a table' : many(facts.files, 'file')} (${facts.formats}, ${many(facts.columns.length, 'column')}), ${days}, ${codes.join(', ') || 'no currency'}, ${many(facts.badRows, 'bad row')}`,
    remarks: [
      ...foreign.map(
        ({ code, billed }) =>
          `Charges in ${code} (BilledCost ${signedText(billed, code)}) are not added to ${settings.currency}. ${currencyWaysOut([code])}`
      ),
      complete,
      ...facts.fileErrors,
      ...facts.badSamples,
      ...lateProviders(facts, dataset, timezone).map(({ text }) => text),
      ...(progress === undefined ? [] : [progressText(progress)]),
      ...remarks,
    ],
  };
}

export async function checkMetric(
  metric: UsageMetric,
  settings: Settings,
  sources: CheckSources,
  now: number,
  anew: boolean,
  signal: AbortSignal
): Promise<Omit<EntryCheck, 'entry'>> {
  const source = metricSource(metric, settings);
  if (source === undefined) {
    return { ok: false, found: `has no connection ${metric.connection}`, remarks: [] };
  }
  const calendar = calendarOf(settings);
  const days = checkedRange(settings, now);
  const request = usageRequest(source, calendar, 'metric', days);
  const ofTotal = metric.total === undefined ? undefined : usageRequest(source, calendar, 'total', days);
  const refusal = anew
    ? await renew([request, ...(ofTotal === undefined ? [] : [ofTotal])], sources, signal)
    : undefined;
  const dimensions = [...settings.catalog.dimensions.values()];
  const load = (of: UsageRequest) => loadCells(of, dimensions, sources, signal);
  if (refusal !== undefined && refusal.code !== 'throttled') {
    const isKept = await load(request).then(() => true, () => false); // prettier-ignore
    return {
      ok: false,
      found: refusal.message,
      remarks: isKept ? sources.usage.notices(request).map(({ text }) => text) : [],
    };
  }
  const cells = await load(request);
  const last = cells.native.length - 1;
  const lastDate = last < 0 ? undefined : dayText(startDay(cells.native, last, calendar));
  const extent = lastDate === undefined ? 'no dates' : `${dayText(startDay(cells.native, 0, calendar))} to ${lastDate}`;
  const { reached, columns, remarks } =
    refusal === undefined
      ? await sources.usage.describe(request, signal)
      : { reached: 'what is kept of it', columns: [], remarks: [] };
  const total = ofTotal && (await load(ofTotal));
  const ok = cells.native.length > 0 && (total === undefined || total.native.length > 0);
  const complete = completeText(usageCompleteThrough(cells, metric, calendar, now), settings.timezone);
  return {
    ok,
    ...scoped(settings, ok, `${extent}, ${complete}`),
    found: `${many(cells.rows, 'row')}, ${cells.keys.length} series by ${metric.nativeGrain}, ${extent}, ${metric.unit}, ${many(cells.badRows, 'bad row')}${total === undefined ? '' : `; total: ${many(total.rows, 'row')}`}`,
    remarks: [
      `reached ${reached}`,
      `columns ${columns.join(', ')}`,
      complete,
      ...remarks,
      ...sources.usage.notices(request).map(({ text }) => text),
      ...cells.badSamples,
      ...(total?.badSamples ?? []),
    ],
    ...(lastDate !== undefined && { lastDate }),
    sample: sampleOf(metric, cells.firstRows),
  };
}

/** Why a service gave nothing new; undefined where it did, and for what is always read as it is. */
async function renew(
  requests: readonly UsageRequest[],
  { usage }: CheckSources,
  signal: AbortSignal
): Promise<UnitEconomicsError | undefined> {
  try {
    await Promise.all(requests.map(async (request) => usage.renew?.(request, signal)));
    return undefined;
  } catch (thrown) {
    signal.throwIfAborted();
    return asUnitEconomicsError(thrown);
  }
}

/** The rules of virtual dimensions, over the charges of every dataset that could be read. */
function checkDimensions(
  settings: Settings,
  matches: readonly RuleMatches[],
  currencies: readonly string[]
): readonly EntryCheck[] {
  const virtual = [...settings.catalog.dimensions.values()].filter(({ rules }) => rules.length > 0);
  return virtual.map((dimension) => {
    const entry = `dimension ${dimension.name}`;
    const broken = brokenRule(dimension);
    const rules = `${dimension.rules.length} rule${dimension.rules.length === 1 ? '' : 's'}`;
    return broken
      ? { entry, ok: false, found: broken.message, remarks: [] }
      : { entry, ok: true, ...ruleReport(dimension, matches, currencies), ...scoped(settings, true, rules) };
  });
}

/** A KPI must at least parse and bind; whether its metrics have data their own checks say. */
function checkKpis(settings: Settings): readonly EntryCheck[] {
  return [...settings.catalog.kpis.values()].map((kpi) => {
    const entry = `kpi ${kpi.name}`;
    const parsed = parseFormula(kpi.expression);
    const table = new LegTable(parseQuery(JSON.stringify({ formulas: [{ expression: kpi.name }] })), settings);
    const bound = parsed.ok ? bindFormula(parsed.expression, table.scope(noTerms), kpi.per) : parsed;
    if (!bound.ok) {
      return {
        entry,
        ok: false,
        found: `${kpi.expression}, position ${bound.problem.position + 1}: ${bound.problem.message}`,
        remarks: [],
      };
    }
    return { entry, ok: true, found: `${kpi.expression} in ${unitText(bound.formula.unit) || 'a ratio'}`, remarks: [] };
  });
}
