import * as z from 'zod';
import { allocationCycle, type Allocation } from './allocation.ts';
import { budgetKeys, budgetOn } from './budget.ts';
import { commitmentNames } from './commitments.ts';
import { connectionKinds, type Connection } from './connections/connection.ts';
import type { CostDataset } from './cost-dataset.ts';
import { UnitEconomicsError } from './errors.ts';
import { withoutGrafanaSettingsKeys } from './grafana-keys.ts';
import { isRecord, issueText, parseJson } from './issues.ts';
import { measureNames, reservedWords } from './names.ts';
import { didYouMean, knownText, nearest } from './nearest.ts';
import { ratesOn, type Rates } from './rates.ts';
import { catalogLists, settingsHead, type Catalog, type CatalogList, type Problem, type Settings } from './settings.ts';
import { metricKeys, usageMetricOn, type UsageMetric } from './usage-metric.ts';
import { inWords, unknownKey } from './wording.ts';

/**
 * jsonData, and the catalog file's content where there is one, to settings. Only a head that cannot be read (currency,
 * time zone) is an error of the whole; a bad or repeated entry is left out and named among the problems.
 * @param catalogFile parsed YAML or JSON; its lists are appended to those of the settings
 */
export function parseSettings(jsonData: string, functions: readonly string[], catalogFile?: unknown): Settings {
  const raw = jsonData.trim() === '' ? {} : parseJson(jsonData);
  if (!isRecord(raw)) {
    throw new UnitEconomicsError('badSettings', 'The settings of the data source are not a JSON object.');
  }
  const own = withoutGrafanaSettingsKeys(raw);
  const head = settingsHead.safeParse(own, inWords);
  if (!head.success) {
    throw new UnitEconomicsError(
      'badSettings',
      `The settings of the data source cannot be used: ${issueText(head.error)}.`
    );
  }
  const problems: Problem[] = unknownKeys(
    own,
    [...Object.keys(settingsHead.shape), ...Object.keys(catalogLists), 'rates'],
    'settings'
  );
  const fromFile = isRecord(catalogFile) ? catalogFile : {};
  if (catalogFile !== undefined) {
    problems.push(
      ...(isRecord(catalogFile)
        ? unknownKeys(fromFile, [...Object.keys(catalogLists), 'rates'], 'catalog file')
        : [notAnObject])
    );
  }
  const reader = new CatalogReader(functions, problems);
  const sources = [own, fromFile];
  const connections = reader.read('connections', by(catalogLists.connections), sources);
  const lists = {
    connections,
    costs: reader.read('costs', by(catalogLists.costs), sources),
    metrics: reader.read('metrics', metricReading(connections), sources),
    dimensions: reader.read('dimensions', by(catalogLists.dimensions), sources),
    kpis: reader.read('kpis', by(catalogLists.kpis), sources),
    budgets: reader.read('budgets', budgetReading(connections, head.data.currency), sources),
    allocations: inOrder(reader.read('allocations', by(catalogLists.allocations), sources), reader),
    recipients: reader.read('recipients', by(catalogLists.recipients), sources),
  };
  const rates = readRates(own['rates'] ?? fromFile['rates'], connections, problems);
  return {
    ...head.data,
    ...(rates && { rates }),
    catalog: { ...lists, costs: withConnection(lists, reader), broken: reader.broken },
    secrets: new Map(),
    problems,
  };
}

const notAnObject: Problem = { severity: 'error', place: 'catalog file', message: 'is not a mapping of lists' };

function unknownKeys(record: Readonly<Record<string, unknown>>, known: readonly string[], place: string): Problem[] {
  return Object.keys(record)
    .filter((key) => !known.includes(key))
    .map((key) => ({
      severity: 'warning',
      place,
      message: `unknown key ${key} is ignored${didYouMean(key, known) || `; known are ${known.join(', ')}`}`,
    }));
}

/** Reads one entry, or says what is wrong with it. `keys` are those it may have. */
type Reading<T> = (
  entry: unknown
) => { readonly value: T; readonly keys: readonly string[] } | { readonly wrong: string };

function by<T>(schema: z.ZodType<T>, keys: readonly string[] = keysOf(schema)): Reading<T> {
  return (entry) => {
    const parsed = schema.safeParse(entry, inWords);
    return parsed.success
      ? { value: parsed.data, keys }
      : { wrong: [...misspelt(entry, keys), issueText(parsed.error)].join('; ') };
  };
}

/** Keys that are near a known one: what is missing may stand under them. */
function misspelt(entry: unknown, known: readonly string[]): readonly string[] {
  return Object.keys(isRecord(entry) ? entry : {})
    .filter((key) => !known.includes(key) && nearest(key, known) !== undefined)
    .map((key) => unknownKey(key, known));
}

/** What a metric has to give follows from the type of its connection. */
function metricReading(connections: ReadonlyMap<string, Connection>): Reading<UsageMetric> {
  return (entry) => {
    const name = isRecord(entry) && typeof entry['connection'] === 'string' ? entry['connection'] : '';
    const connection = connections.get(name);
    return connection === undefined
      ? { wrong: notUsable(name, connections) }
      : by(usageMetricOn(connection.type), metricKeys(connection.type))(entry);
  };
}

/** Amounts in the settings need no connection. */
function budgetReading(connections: ReadonlyMap<string, Connection>, currency: string): Reading<UsageMetric> {
  return (entry) => {
    if (isRecord(entry) && entry['amounts'] !== undefined && entry['connection'] === undefined) {
      return by(budgetOn(undefined, currency), budgetKeys(undefined))(entry);
    }
    const name = isRecord(entry) && typeof entry['connection'] === 'string' ? entry['connection'] : '';
    const type = connections.get(name)?.type;
    return type === undefined
      ? { wrong: `give amounts, or a connection: ${notUsable(name, connections)}` }
      : by(budgetOn(type, currency), budgetKeys(type))(entry);
  };
}

function notUsable(name: string, connections: ReadonlyMap<string, Connection>): string {
  const usable = [...connections.keys()];
  return name === ''
    ? `connection: is missing; usable are ${usable.join(', ') || 'none'}`
    : `connection ${name} is not a usable one${knownText(name, usable, 'usable')}`;
}

/** Rates that cannot be read are none: costs in another currency are then refused, and the problem says why. */
function readRates(
  entry: unknown,
  connections: ReadonlyMap<string, Connection>,
  problems: Problem[]
): Rates | undefined {
  if (entry === undefined) {
    return undefined;
  }
  const name = isRecord(entry) && typeof entry['connection'] === 'string' ? entry['connection'] : undefined;
  const type = name === undefined ? undefined : connections.get(name)?.type;
  const read =
    name !== undefined && type === undefined ? { wrong: notUsable(name, connections) } : by(ratesOn(type), [])(entry);
  if ('wrong' in read) {
    problems.push({ severity: 'error', place: 'rates', message: read.wrong });
    return undefined;
  }
  return read.value;
}

class CatalogReader {
  readonly broken = new Map<string, string>();
  readonly problems: Problem[];
  private readonly functions: readonly string[];
  /** Names that formulas look up share one space: a metric and a KPI cannot have the same. */
  private readonly formulaNames = new Map<string, string>();

  constructor(functions: readonly string[], problems: Problem[]) {
    this.functions = functions;
    this.problems = problems;
  }

  read<T extends { readonly name: string }>(
    list: CatalogList,
    reading: Reading<T>,
    sources: readonly Readonly<Record<string, unknown>>[]
  ): ReadonlyMap<string, T> {
    const entries = new Map<string, T>();
    for (const source of sources) {
      const raw = source[list] ?? [];
      if (!Array.isArray(raw)) {
        this.problems.push({ severity: 'error', place: list, message: 'is not a list' });
        continue;
      }
      raw.forEach((entry: unknown, index) => {
        const name = isRecord(entry) && typeof entry['name'] === 'string' ? entry['name'] : undefined;
        const place = `${list}[${index}]${name === undefined ? '' : ` (${name})`}`;
        const read = reading(entry);
        const wrong = 'wrong' in read ? read.wrong : this.collision(list, read.value.name, entries);
        if ('wrong' in read || wrong !== undefined) {
          this.reject(list, name, place, wrong ?? '');
          return;
        }
        entries.set(read.value.name, read.value);
        this.problems.push(...(isRecord(entry) ? unknownKeys(entry, read.keys, place) : []));
      });
    }
    return entries;
  }

  reject(list: CatalogList, name: string | undefined, place: string, message: string): void {
    this.problems.push({ severity: 'error', place, message });
    if (name !== undefined) {
      this.broken.set(`${list}.${name}`, message);
    }
  }

  private collision(list: CatalogList, name: string, entries: ReadonlyMap<string, unknown>): string | undefined {
    if (entries.has(name)) {
      return `the name ${name} is used twice; rename one`;
    }
    const reserved = [...reservedWords, ...Object.keys(measureNames), ...commitmentNames, ...this.functions];
    if (reserved.includes(name)) {
      return `the name ${name} is reserved by the formula language; choose another`;
    }
    if (list === 'metrics' || list === 'kpis' || list === 'budgets') {
      const other = this.formulaNames.get(name);
      if (other !== undefined) {
        return `the name ${name} is already one of the ${other}; rename one`;
      }
      this.formulaNames.set(name, list);
    }
    return undefined;
  }
}

function keysOf(schema: unknown): readonly string[] {
  if (schema instanceof z.ZodObject) {
    return Object.keys(schema.shape);
  }
  if (schema instanceof z.ZodDiscriminatedUnion) {
    return [...new Set(schema.options.flatMap(keysOf))];
  }
  return schema instanceof z.ZodPipe ? keysOf(schema.in) : [];
}

/** A step that would undo an earlier one fails alone. */
function inOrder(steps: Catalog['allocations'], reader: CatalogReader): Catalog['allocations'] {
  const kept: Allocation[] = [];
  for (const step of steps.values()) {
    const wrong = allocationCycle(kept, step);
    if (wrong === undefined) {
      kept.push(step);
    } else {
      reader.reject('allocations', step.name, `allocations (${step.name})`, wrong);
    }
  }
  return new Map(kept.map((step) => [step.name, step]));
}

/** Tables are in databases, files are not. */
function placeFault({ table }: CostDataset, { name, type }: Connection): string | undefined {
  const wanted = type === 'bigquery' ? 'table' : 'location';
  return (table === undefined) === (wanted === 'location')
    ? undefined
    : `on the connection ${name} (${type}) give ${wanted}`;
}

/** A cost dataset whose connection is missing, or holds no bills, cannot work: it fails alone. */
function withConnection(
  { connections, costs }: Pick<Catalog, 'connections' | 'costs'>,
  reader: CatalogReader
): Catalog['costs'] {
  return new Map(
    [...costs].filter(([name, entry]) => {
      const connection = connections.get(entry.connection);
      const wrong =
        connection === undefined
          ? notUsable(entry.connection, connections)
          : connectionKinds[connection.type].charges
            ? placeFault(entry, connection)
            : `cost datasets cannot be read from a connection of type ${connection.type}`;
      if (wrong !== undefined) {
        reader.reject('costs', name, `costs (${name})`, wrong);
      }
      return wrong === undefined;
    })
  );
}
