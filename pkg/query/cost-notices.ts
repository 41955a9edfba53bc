import type { CostAnswer } from '../cost/cost-source.ts';
import { lateProviders } from '../cost/freshness.ts';
import { progressText, type RollupProgress } from '../cost/rollup/progress.ts';
import type { CostDataset } from '../model/cost-dataset.ts';
import type { Notice } from '../model/frame.ts';
import { parseDay } from '../series/civil.ts';
import type { Plan, PlannedCostLeg } from './plan.ts';

interface Read {
  readonly dataset: CostDataset;
  readonly answer: CostAnswer;
  readonly progress: RollupProgress | undefined;
}

/** What a reader should know of a dataset. Its facts are those of all its charges, of which a scope shows a part. */
export function costNotices(
  { dataset, answer: { facts }, progress }: Read,
  { calendar, isScoped }: Pick<Plan, 'calendar' | 'isScoped'>
): readonly Notice[] {
  const { badRows, badSamples, malformedTags } = facts;
  const found: Notice[] = [];
  const say = (severity: Notice['severity'], text: string) => {
    found.push({ severity, text: `Cost dataset ${dataset.name}: ${text}` });
  };
  for (const text of facts.fileErrors) {
    say('error', text);
  }
  if (badRows > 0) {
    const samples = isScoped || badSamples.length === 0 ? '' : ` ${badSamples.join('; ')}`;
    const left = `could not be read and ${badRows === 1 && !isScoped ? 'is' : 'are'} left out`;
    say('warning', `${charges(badRows, isScoped)} ${left}.${samples}`);
  }
  if (malformedTags > 0) {
    say('warning', `${charges(malformedTags, isScoped)} with Tags that are not JSON, counted as untagged.`);
  }
  if (progress?.running) {
    say('info', `${progressText(progress)}; until then answers take as long as reading the charges does.`);
  }
  found.push(...lateProviders(facts, dataset, calendar.timezone));
  if (facts.rows === 0) {
    found.push({ severity: 'warning', text: `Cost dataset ${dataset.name} holds no charges.` });
  }
  return found;
}

/** After the end of all its datasets a leg is zero, which a reader might take for a saving. */
export function closedNotices(datasets: readonly CostDataset[], { days }: Pick<Plan, 'days'>): readonly Notice[] {
  return datasets.every(({ until }) => until !== undefined)
    ? datasets.flatMap(({ name, until = '' }): Notice[] =>
        days.to > (parseDay(until) ?? Infinity) + 1
          ? [
              {
                severity: 'info',
                text: `Cost dataset ${name} is closed since ${until}: after it its cost counts as 0.`,
              },
            ]
          : []
      )
    : [];
}

/**
 * A misspelt value reads nothing, which looks like a cost of 0. Under a scope nothing is said, which may be what filters;
 * shared cost is filtered after it was read.
 */
export function unmatchedNotice(
  { filters, mayLack, allocation }: Pick<PlannedCostLeg, 'filters' | 'mayLack' | 'allocation'>,
  rows: number,
  { isScoped }: Pick<Plan, 'isScoped'>
): readonly Notice[] {
  const asked = filters.filter(({ dimension }) => !mayLack.includes(dimension.name)); // what a bill may lack, nobody wrote
  const isNamed = asked.length > 0 && asked.length === filters.length && asked.every(({ op }) => op === 'in');
  if (rows > 0 || !isNamed || isScoped || allocation !== undefined) {
    return [];
  }
  const what = asked.map(({ dimension, values }) => `${dimension.name} ${values.join(' or ')}`).join(' and ');
  return [{ severity: 'warning', text: `No charge has ${what} in this range.` }];
}

function charges(count: number, isScoped: boolean): string {
  return isScoped ? 'some charges' : `${count} charge${count === 1 ? '' : 's'}`;
}
