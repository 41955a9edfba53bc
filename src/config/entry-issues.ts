import type * as z from 'zod';
import { functionNames } from '../../pkg/formula/functions.ts';
import { UnitEconomicsError } from '../../pkg/model/errors.ts';
import { parseSettings } from '../../pkg/model/parse-settings.ts';
import type { CatalogList } from '../../pkg/model/settings.ts';
import { type Entry, type Path, valueAt } from './paths.ts';

/** What is wrong with a field, in the model's words. */
export interface FieldIssue {
  readonly path: Path;
  readonly message: string;
  /** Nothing was written yet, which is not yet a mistake in a new entry. */
  readonly isMissing: boolean;
}

/** @param checks each says what is wrong with some of the keys */
export function fieldIssues(checks: readonly z.ZodType[], entry: Entry): readonly FieldIssue[] {
  return checks.flatMap((schema) => {
    const parsed = schema.safeParse(entry);
    return parsed.success
      ? []
      : parsed.error.issues.map(({ path, message }) => {
          const keys = path.map(String);
          const isMissing = valueAt(entry, keys) === undefined;
          // A schema's own words for what is not there are about types.
          return {
            path: keys,
            message: isMissing && message.startsWith('Invalid ') ? 'is needed' : message,
            isMissing,
          };
        });
  });
}

/** The first issue at a field or inside it. */
export function issueAt(issues: readonly FieldIssue[], path: Path): FieldIssue | undefined {
  return issues.find((issue) => path.every((key, index) => issue.path[index] === key));
}

/** What the settings as a whole say of each entry: also names used twice and connections that are not there. */
export function entryProblems(settings: Entry): (list: CatalogList, index: number) => string | undefined {
  try {
    const { problems } = parseSettings(JSON.stringify(settings), functionNames);
    const errors = problems.filter(({ severity }) => severity === 'error');
    return (list, index) => {
      const entries = settings[list];
      const name = Array.isArray(entries) ? valueAt(entries[index], ['name']) : undefined;
      const found = errors.find(
        // A connection may come from the catalog file, which only the back end reads.
        ({ place }) =>
          place.startsWith(`${list}[${index}]`) ||
          (place === `${list} (${String(name)})` && settings['catalogFile'] === undefined)
      );
      return found?.message;
    };
  } catch (thrown) {
    if (thrown instanceof UnitEconomicsError) {
      return () => undefined; // the general section shows what is wrong with the head
    }
    throw thrown;
  }
}
