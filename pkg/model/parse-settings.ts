import * as z from 'zod';
import { UnitEconomicsError } from './errors.ts';
import { withoutGrafanaSettingsKeys } from './grafana-keys.ts';
import { isRecord, issueText, parseJson } from './issues.ts';
import { measureNames, reservedWords } from './names.ts';
import { catalogLists, settingsHead, type Catalog, type CatalogList, type Problem, type Settings } from './settings.ts';

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
  const head = settingsHead.safeParse(own);
  if (!head.success) {
    throw new UnitEconomicsError(
      'badSettings',
      `The settings of the data source cannot be used: ${issueText(head.error)}.`
    );
  }
  const problems: Problem[] = unknownKeys(
    own,
    [...Object.keys(settingsHead.shape), ...Object.keys(catalogLists)],
    'settings'
  );
  const fromFile = isRecord(catalogFile) ? catalogFile : {};
  if (catalogFile !== undefined) {
    problems.push(
      ...(isRecord(catalogFile) ? unknownKeys(fromFile, Object.keys(catalogLists), 'catalog file') : [notAnObject])
    );
  }
  const reader = new CatalogReader(functions, problems);
  const lists = {
    connections: reader.read('connections', catalogLists.connections, own, fromFile),
    costs: reader.read('costs', catalogLists.costs, own, fromFile),
    metrics: reader.read('metrics', catalogLists.metrics, own, fromFile),
    dimensions: reader.read('dimensions', catalogLists.dimensions, own, fromFile),
    kpis: reader.read('kpis', catalogLists.kpis, own, fromFile),
  };
  return { ...head.data, catalog: checkReferences({ ...lists, broken: reader.broken }, reader), problems };
}

const notAnObject: Problem = { severity: 'error', place: 'catalog file', message: 'is not a mapping of lists' };

function unknownKeys(record: Readonly<Record<string, unknown>>, known: readonly string[], place: string): Problem[] {
  return Object.keys(record)
    .filter((key) => !known.includes(key))
    .map((key) => ({
      severity: 'warning',
      place,
      message: `unknown key ${key} is ignored; known are ${known.join(', ')}`,
    }));
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

  read<S extends z.ZodType<{ name: string }>>(
    list: CatalogList,
    schema: S,
    ...sources: readonly Readonly<Record<string, unknown>>[]
  ): ReadonlyMap<string, z.output<S>> {
    const entries = new Map<string, z.output<S>>();
    for (const source of sources) {
      const raw = source[list] ?? [];
      if (!Array.isArray(raw)) {
        this.problems.push({ severity: 'error', place: list, message: 'is not a list' });
        continue;
      }
      raw.forEach((entry: unknown, index) => {
        const name = isRecord(entry) && typeof entry['name'] === 'string' ? entry['name'] : undefined;
        const place = `${list}[${index}]${name === undefined ? '' : ` (${name})`}`;
        const parsed = schema.safeParse(entry);
        const wrong = parsed.success ? this.collision(list, parsed.data.name, entries) : issueText(parsed.error);
        if (parsed.success && wrong === undefined) {
          entries.set(parsed.data.name, parsed.data);
          this.warnUnknown(schema, entry, place);
        } else {
          this.reject(list, name, place, wrong ?? '');
        }
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
    const reserved = [...reservedWords, ...Object.keys(measureNames), ...this.functions];
    if (reserved.includes(name)) {
      return `the name ${name} is reserved by the formula language; choose another`;
    }
    if (list === 'metrics' || list === 'kpis') {
      const other = this.formulaNames.get(name);
      if (other !== undefined) {
        return `the name ${name} is already one of the ${other}; rename one`;
      }
      this.formulaNames.set(name, list);
    }
    return undefined;
  }

  private warnUnknown(schema: z.ZodType, entry: unknown, place: string): void {
    if (isRecord(entry)) {
      this.problems.push(...unknownKeys(entry, keysOf(schema), place));
    }
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

/** An entry whose connection is missing cannot work: it fails alone. */
function checkReferences(catalog: Catalog, reader: CatalogReader): Catalog {
  const usable = <T extends { name: string; connection: string }>(
    list: 'costs' | 'metrics',
    entries: ReadonlyMap<string, T>
  ) =>
    new Map(
      [...entries].filter(([name, entry]) => {
        const found = catalog.connections.has(entry.connection);
        if (!found) {
          const known = [...catalog.connections.keys()].join(', ') || 'none';
          reader.reject(
            list,
            name,
            `${list} (${name})`,
            `connection ${entry.connection} is not a usable one; usable are ${known}`
          );
        }
        return found;
      })
    );
  return { ...catalog, costs: usable('costs', catalog.costs), metrics: usable('metrics', catalog.metrics) };
}
