import { columnNames, columnsOf } from './answerable.ts';
import type { CostSource, DatasetFacts } from './cost-source.ts';
import type { FileFacts } from './file-facts.ts';
import type { GroupedFiles } from './file-groups.ts';

const maxSamples = 5;
const kindNames = { parquet: 'Parquet', csv: 'CSV', json: 'JSON' } as const;

/** The dataset as a whole, from what is known of each file. */
export function datasetFacts(grouped: GroupedFiles, facts: readonly FileFacts[]): DatasetFacts {
  return { ...joinedFacts(facts), fileErrors: grouped.fileErrors };
}

export function joinedFacts(facts: readonly FileFacts[]): Omit<DatasetFacts, 'fileErrors'> {
  const firstDays = facts.map(({ firstDay }) => firstDay).filter((day) => day !== undefined);
  const ends = new Map<string, number>();
  for (const { newestEnds } of facts) {
    for (const [provider, end] of Object.entries(newestEnds)) {
      ends.set(provider, Math.max(end, ends.get(provider) ?? -Infinity));
    }
  }
  const providers = [...ends]
    .map(([name, newestEnd]) => ({ name, newestEnd }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  return {
    files: facts.length,
    rows: total(facts.map(({ rows }) => rows)),
    badRows: total(facts.map(({ badRows }) => badRows)),
    badSamples: facts.flatMap(({ badSamples }) => badSamples).slice(0, maxSamples),
    malformedTags: total(facts.map((file) => file.malformedTags ?? 0)),
    ...(firstDays.length > 0 ? { firstDay: Math.min(...firstDays) } : {}),
    ...(ends.size > 0 ? { newestEnd: Math.max(...ends.values()) } : {}),
    providers: providers.length > 1 ? providers : [],
  };
}

/** The same with what an overview of the dataset says. */
export function datasetOverview(
  grouped: GroupedFiles,
  facts: readonly FileFacts[]
): Awaited<ReturnType<CostSource['facts']>> {
  const lastDays = facts.map(({ lastDay }) => lastDay).filter((day) => day !== undefined);
  return {
    ...datasetFacts(grouped, facts),
    columns: columnNames(columnsOf(grouped)),
    ...(lastDays.length > 0 ? { lastDay: Math.max(...lastDays) } : {}),
    formats: grouped.groups
      .map(({ format, schema, files }) => `${files.length} ${kindNames[schema.kind]} (${format.title})`)
      .join(', '),
  };
}

export function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
