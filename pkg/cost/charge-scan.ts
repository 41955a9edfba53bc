import { asUnitEconomicsError, UnitEconomicsError } from '../model/errors.ts';
import { isMalformedJson } from '../storage/engine-error.ts';
import type { EngineResult, SqlEngine } from '../storage/engine.ts';
import type { Sql } from '../storage/sql.ts';
import type { FileGrouper } from './file-groups.ts';
import type { PreparedDataset, PreparedFile } from './prepared-dataset.ts';
import type { PartStore } from './rollup/part-store.ts';
import type { RowSource } from './row-source.ts';

/** Which groups of files have held tags that are no JSON: from then on their tags are tested before they are read. */
export type MalformedTags = Set<string>;

export interface ScanOutcome {
  readonly results: readonly EngineResult[];
  /** Files that failed now and were left out. */
  readonly fileErrors: readonly string[];
  readonly origin: 'rollup' | 'scan' | 'rollup and scan';
}

interface ScanParts {
  readonly engine: SqlEngine;
  readonly grouper: FileGrouper;
  readonly store: PartStore;
  readonly malformedTags: MalformedTags;
}

/**
 * Runs one statement over files, from parts of the roll-up where they exist and may be used.
 * What fails on the way is left out or gone round: a part that vanished, tags that are no JSON, a damaged file.
 */
export async function scan(
  { engine, grouper, store, malformedTags }: ScanParts,
  { layout }: PreparedDataset,
  files: readonly PreparedFile[],
  useParts: boolean,
  statement: (sources: readonly RowSource[]) => Sql,
  signal: AbortSignal
): Promise<ScanOutcome> {
  const run = async (sources: readonly RowSource[]): Promise<EngineResult> => {
    const { text, values } = statement(sources);
    return await engine.run(text, values, signal);
  };
  const partSource = (withParts: readonly PreparedFile[]): RowSource => ({
    kind: 'parts',
    layout,
    paths: withParts.map(({ part }) => part).filter((part) => part !== undefined),
  });
  const rawSources = (raw: readonly PreparedFile[]): readonly RowSource[] =>
    [...new Map(raw.map(({ group }) => [group.id, group])).values()].map((group) => {
      const members = raw.filter((one) => one.group.id === group.id);
      return {
        kind: 'files',
        group: { ...group, files: members.map(({ file }) => file) },
        checkJson: malformedTags.has(group.id),
        within: {
          first: Math.min(...members.map(({ facts }) => facts.firstDay ?? Infinity)),
          last: Math.max(...members.map(({ facts }) => facts.lastDay ?? -Infinity)),
        },
      };
    });

  const attempt = async (parts: readonly PreparedFile[], raw: readonly PreparedFile[]): Promise<ScanOutcome> => {
    if (parts.length + raw.length === 0) {
      return { results: [], fileErrors: [], origin: useParts ? 'rollup' : 'scan' };
    }
    try {
      const sources = [...(parts.length > 0 ? [partSource(parts)] : []), ...rawSources(raw)];
      return { results: [await run(sources)], fileErrors: [], origin: originOf(parts, raw) };
    } catch (error) {
      if (asUnitEconomicsError(error).code !== 'badData') {
        throw error;
      }
    }
    if (parts.length > 0 && raw.length > 0) {
      const [fromParts, fromRaw] = [await attempt(parts, []), await attempt([], raw)];
      return {
        results: [...fromParts.results, ...fromRaw.results],
        fileErrors: [...fromParts.fileErrors, ...fromRaw.fileErrors],
        origin: fromParts.origin === 'rollup' ? 'rollup and scan' : 'scan',
      };
    }
    if (parts.length > 0) {
      // A part that went or went bad: the charges themselves are still there.
      if (!(await store.forgetMissing(layout.id))) {
        await store.drop(layout.id);
      }
      return await attempt([], parts);
    }
    return { ...(await eachFile(raw)), origin: 'scan' };
  };

  const eachFile = async (raw: readonly PreparedFile[]): Promise<Omit<ScanOutcome, 'origin'>> => {
    const results: EngineResult[] = [];
    const fileErrors: string[] = [];
    for (const prepared of raw) {
      try {
        results.push(await oneFile(prepared));
      } catch (error) {
        const { code, message } = asUnitEconomicsError(error);
        if (code !== 'badData') {
          throw error;
        }
        grouper.markDamaged(prepared.file, prepared.group.format, message);
        fileErrors.push(`${prepared.file.label}: ${message}`);
      }
    }
    if (results.length === 0) {
      throw new UnitEconomicsError('badData', `No file could be read. ${fileErrors.slice(0, 3).join(' ')}`);
    }
    return { results, fileErrors };
  };

  const oneFile = async (prepared: PreparedFile): Promise<EngineResult> => {
    try {
      return await run(rawSources([prepared]));
    } catch (error) {
      if (malformedTags.has(prepared.group.id) || !isMalformedJson(error)) {
        throw error;
      }
      malformedTags.add(prepared.group.id);
      return await run(rawSources([prepared]));
    }
  };

  const withParts = useParts ? files.filter(({ part }) => part !== undefined) : [];
  return await attempt(
    withParts,
    files.filter((file) => !withParts.includes(file))
  );
}

function originOf(parts: readonly unknown[], raw: readonly unknown[]): ScanOutcome['origin'] {
  return raw.length === 0 ? 'rollup' : parts.length === 0 ? 'scan' : 'rollup and scan';
}
