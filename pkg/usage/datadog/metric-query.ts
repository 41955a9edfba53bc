import { UnitEconomicsError } from '../../model/errors.ts';
import type { UsageMetric } from '../../model/usage-metric.ts';
import type { Calendar } from '../../series/calendar.ts';
import { aggregators, completed, rollupFor, rollupText } from './rollup.ts';

export interface MetricQuery {
  /** As sent. */
  readonly text: string;
  /** Whose days the rollup cuts. */
  readonly zone: string;
  readonly remarks: readonly string[];
}

/** `sum:ocr.jobs{env:prod} by {squad}.as_count()`, possibly inside functions: aggregator and name, filter, tags, modifiers. */
const term =
  /([A-Za-z]\w*:[A-Za-z][\w.]*)(\{[^{}]*\})(?:\s*by\s*\{([^{}]*)\})?((?:\.(?!rollup\b)\w+\([^()]*\))*)(?:\.rollup\(([^()]*)\))?/g;
const tagName = /^[\p{L}_][\p{L}\p{N}_\-./]*$/u;

/**
 * A metric's query as it is sent: grouped by the tags of its dimensions and rolled up to its native grain in the data
 * source's calendar.
 * @param tags in the order of the dimensions; none for a total
 * @throws badSettings where the query says otherwise itself
 */
export function metricQuery(
  query: string,
  metric: UsageMetric,
  tags: readonly string[],
  calendar: Calendar
): MetricQuery {
  const wrong = (what: string) => new UnitEconomicsError('badSettings', `The metric ${metric.name} ${what}`);
  const odd = tags.find((tag) => !tagName.test(tag));
  if (odd !== undefined) {
    throw wrong(`has a dimension in ${JSON.stringify(odd)}, which is not the name of a tag in Datadog.`);
  }
  const terms = [...query.matchAll(term)];
  const [found] = terms;
  if (found === undefined || terms.length > 1 || query.split('.rollup(').length > 2) {
    throw wrong(
      `needs a query of one Datadog metric with at most one rollup, such as sum:ocr.jobs{env:prod}.as_count(); several metrics are several entries, which a formula joins.`
    );
  }
  const [whole, name = '', filter = '', by, modifiers = '', ownRollup] = found;
  checkTags(by, tags, wrong);
  const grouping = tags.length > 0 ? ` by {${tags.join(',')}}` : '';
  const { rollup, remarks } = rollupOf(ownRollup, metric, calendar, wrong);
  // A function as replacement: text would have its $ expanded.
  const text = query.replace(whole, () => `${name}${filter}${grouping}${modifiers}${rollupText(rollup)}`);
  return { text, zone: rollup.zone, remarks };
}

type Wrong = (what: string) => UnitEconomicsError;

/** Other groups than those of the dimensions would be added up or overwrite each other unseen. */
function checkTags(by: string | undefined, tags: readonly string[], wrong: Wrong): void {
  const own = (by ?? '').split(',').map((tag) => tag.trim()).filter((tag) => tag !== ''); // prettier-ignore
  if (own.length > 0 && own.toSorted().join() !== tags.toSorted().join()) {
    throw wrong(
      `groups its query by {${own.join(', ')}}, where ${tags.length === 0 ? 'nothing is to be grouped' : `its dimensions are in {${tags.join(', ')}}`}. Leave "by" out of the query, or change dimensions.`
    );
  }
}

function rollupOf(own: string | undefined, metric: UsageMetric, calendar: Calendar, wrong: Wrong) {
  const { nativeGrain, additivity, aggregate } = metric;
  const wanted = rollupFor(nativeGrain, aggregators[aggregate.time], calendar);
  if (wanted === undefined) {
    throw wrong(`has the native grain ${nativeGrain}, for which Datadog has no rollup; take month or year.`);
  }
  const args = own?.split(',').map((text) => text.trim());
  const rollup = args === undefined ? wanted : completed(args, wanted);
  if (rollup === undefined) {
    throw wrong(
      `has the native grain ${nativeGrain}, which its query's .rollup(${own ?? ''}) does not make. Leave the rollup out of the query, or write ${rollupText(wanted)}.`
    );
  }
  if (additivity === 'additive' && rollup.aggregator !== 'sum' && rollup.aggregator !== 'count') {
    throw wrong(
      `is summed over time, but its query rolls up by ${rollup.aggregator}. Leave the rollup out of the query, or set additivity: snapshot.`
    );
  }
  const isForeign = rollup.zone !== calendar.timezone && nativeGrain !== 'hour';
  return {
    rollup,
    remarks: [
      ...(isForeign
        ? [`its query cuts ${nativeGrain}s in ${rollup.zone}, the data source in ${calendar.timezone}`]
        : []),
      ...(aggregate.time === 'last' && args === undefined
        ? [
            `Datadog has no rollup to the last value: each ${nativeGrain} is its average, and the last ${nativeGrain} holds`,
          ]
        : []),
    ],
  };
}
