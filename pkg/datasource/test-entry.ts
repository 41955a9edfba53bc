import * as z from 'zod';
import { UnitEconomicsError } from '../model/errors.ts';
import { issueText } from '../model/issues.ts';
import { name } from '../model/names.ts';
import type { Settings } from '../model/settings.ts';
import { checkConnection, secretRemarks } from './check-connection.ts';
import { attempt, checkCost, checkMetric, type CheckSources, type EntryCheck } from './check.ts';

/** What a test reads, and when. */
export interface TestTools {
  readonly settings: Settings;
  readonly sources: CheckSources;
  readonly now: number;
  readonly signal: AbortSignal;
}

const readableLists = ['costs', 'metrics', 'budgets'] as const;
type Readable = (typeof readableLists)[number];
const nouns = { costs: 'cost', metrics: 'metric', budgets: 'budget' } as const satisfies Record<Readable, string>;

const testQuery = z.object({
  entry: z
    .string()
    .transform((entry) => entry.split('.'))
    .pipe(z.tuple([z.enum([...readableLists, 'connections']), name])),
});

/** The test of a connection tries this many of the entries that read from it: each may be a request to a service. */
const triedEntries = 5;

/**
 * `test?entry=metrics.NAME`: tries one saved entry as a query would, by name alone, never by settings that a request brings.
 * A connection is tried by itself and by what reads from it, so its answer may have more than one report.
 */
export async function testResource(query: URLSearchParams, tools: TestTools): Promise<readonly EntryCheck[]> {
  const parsed = testQuery.safeParse(Object.fromEntries(query));
  if (!parsed.success) {
    throw new UnitEconomicsError(
      'badQuery',
      `Ask for test?entry=LIST.NAME, LIST being connections, costs, metrics or budgets: ${issueText(parsed.error)}.`
    );
  }
  const [list, wanted] = parsed.data.entry;
  return list === 'connections' ? testConnection(wanted, tools) : [await testReadable(list, wanted, tools)];
}

async function testReadable(list: Readable, wanted: string, tools: TestTools): Promise<EntryCheck> {
  const { settings } = tools;
  const entry = `${nouns[list]} ${wanted}`;
  const broken = settings.catalog.broken.get(`${list}.${wanted}`);
  if (broken !== undefined) {
    return { entry, ok: false, found: broken, remarks: [] };
  }
  const report = await attempt(entry, looker(list, wanted, tools));
  return { ...report, remarks: [...report.remarks, ...warnings(settings, list, wanted)] };
}

/** @throws notFound at once where there is no such entry */
function looker(
  list: Readable,
  wanted: string,
  { settings, sources, now, signal }: TestTools
): Parameters<typeof attempt>[1] {
  const { catalog } = settings;
  if (list === 'costs') {
    const dataset = saved(catalog.costs, list, wanted);
    return () => checkCost(dataset, settings, sources, { matches: [], currencies: new Set() }, now, signal);
  }
  const metric = saved(catalog[list], list, wanted);
  return () => checkMetric(metric, settings, sources, now, true, signal);
}

async function testConnection(wanted: string, tools: TestTools): Promise<readonly EntryCheck[]> {
  const { catalog, secrets } = tools.settings;
  const entry = `connection ${wanted}`;
  const broken = catalog.broken.get(`connections.${wanted}`);
  if (broken !== undefined) {
    return [{ entry, ok: false, found: broken, remarks: [] }];
  }
  const connection = saved(catalog.connections, 'connections', wanted);
  const readers = readableLists.flatMap((list) =>
    [...catalog[list].values()]
      // Amounts in the settings name no connection of the catalog.
      .filter(
        (reader) => reader.connection === wanted && (!('source' in reader) || reader.source.type === connection.type)
      )
      .map((reader) => ({ list, name: reader.name }))
  );
  const tried = readers.slice(0, triedEntries);
  const reports = await Promise.all(tried.map((reader) => testReadable(reader.list, reader.name, tools)));
  const itself = await attempt(entry, () =>
    checkConnection(connection, tools.settings, tools.sources.usage, tools.signal)
  );
  const works = reports.filter(({ ok }) => ok).length;
  const readable =
    reports.length === 0
      ? 'Nothing reads from it yet: add a metric, a budget or a cost dataset on it, save, and test again.'
      : `${works} of ${reports.length} entries that were tried can be read${readers.length > tried.length ? `; ${readers.length} read from it` : ''}.`;
  return [
    {
      ...itself,
      ok: itself.ok && works === reports.length,
      found: `${itself.found.replace(/\.$/, '')}. ${readable}`,
      remarks: [
        ...itself.remarks,
        ...(itself.ok ? [] : secretRemarks(connection, secrets.get(wanted)?.keys ?? [])),
        ...warnings(tools.settings, 'connections', wanted),
      ],
    },
    ...reports,
  ];
}

/** What parsing said of the entry that did not keep it from being used. */
function warnings({ problems }: Settings, list: string, wanted: string): readonly string[] {
  return problems
    .filter(({ place }) => place.startsWith(`${list}[`) && place.endsWith(`(${wanted})`))
    .map(({ message }) => message);
}

function saved<T>(entries: ReadonlyMap<string, T>, list: string, wanted: string): T {
  const found = entries.get(wanted);
  if (found === undefined) {
    throw new UnitEconomicsError('notFound', `The saved settings have no ${wanted} among ${list}; save them first.`);
  }
  return found;
}
