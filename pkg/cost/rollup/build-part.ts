import { isMalformedJson } from '../../storage/engine-error.ts';
import type { SqlEngine } from '../../storage/engine.ts';
import type { FoundFile } from '../../storage/file-access.ts';
import { literal } from '../../storage/quote.ts';
import { sql } from '../../storage/sql.ts';
import { chargeColumns, chargeRelation } from '../charge-columns.ts';
import type { FileFacts } from '../file-facts.ts';
import type { FileGroup } from '../file-groups.ts';
import { buildStatement, type RollupLayout } from './layout.ts';

/** One file of a dataset and the name that its part will have. */
export interface BuildFile {
  readonly key: string;
  readonly group: FileGroup;
  readonly file: FoundFile;
  readonly facts: FileFacts;
  /** Whether its tags are known to need a test for being JSON. */
  readonly checkJson: boolean;
}

/** Writes the part of one file to `aside`; returns the file's facts with what was learnt on the way. */
export async function buildPart(
  engine: SqlEngine,
  layout: RollupLayout,
  wanted: BuildFile,
  aside: string,
  signal: AbortSignal
): Promise<FileFacts> {
  const copy = async (checkJson: boolean): Promise<void> => {
    const { text, values } = buildStatement(layout, wanted.group, wanted.file.path, checkJson, wanted.facts);
    await engine.run(`COPY (${text}) TO ${literal(aside)} (FORMAT parquet, COMPRESSION zstd)`, values, signal);
  };
  if (!wanted.checkJson) {
    try {
      await copy(false);
      return wanted.facts;
    } catch (error) {
      if (!isMalformedJson(error)) {
        throw error;
      }
    }
  }
  await copy(true);
  return { ...wanted.facts, malformedTags: await malformedTags(engine, wanted, signal) };
}

async function malformedTags(engine: SqlEngine, { group, file }: BuildFile, signal: AbortSignal): Promise<number> {
  const { malformedTags: isMalformed } = chargeColumns(group, true);
  if (!isMalformed) {
    return 0;
  }
  const from = chargeRelation(group, [file.path]);
  const { text, values } = sql`SELECT CAST(count_if(${isMalformed}) AS DOUBLE) FROM ${from}`;
  const result = await engine.run(text, values, signal);
  return result.numbers(0)[0] ?? 0;
}
