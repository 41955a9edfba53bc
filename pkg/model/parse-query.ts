import { UnitEconomicsError } from './errors.ts';
import type { Filter } from './filter.ts';
import { withoutGrafanaQueryKeys } from './grafana-keys.ts';
import { isRecord, issueText, parseJson } from './issues.ts';
import { query, type Query } from './query.ts';

/** A query's JSON, checked: Grafana's own keys dropped, an unknown key an error by its name (design section 9). */
export function parseQuery(json: string): Query {
  const raw = parseJson(json);
  if (!isRecord(raw)) {
    throw new UnitEconomicsError('badQuery', 'The query is not a JSON object.');
  }
  const parsed = query.safeParse(withoutGrafanaQueryKeys(raw));
  if (!parsed.success) {
    throw new UnitEconomicsError('badQuery', `The query cannot be used: ${issueText(parsed.error)}.`);
  }
  refuseUnresolved('filters', parsed.data.filters);
  for (const leg of parsed.data.legs) {
    refuseUnresolved(`filters of the leg ${leg.name}`, leg.filters);
  }
  return parsed.data;
}

/** A dashboard variable that nobody replaced would silently match nothing; alert rules never replace any. */
function refuseUnresolved(place: string, filters: readonly Filter[]): void {
  for (const { dimension, values } of filters) {
    const unresolved = values.find((value) => /^\$(\w+|\{[^}]+\})$|^\[\[\w+\]\]$/.test(value));
    if (unresolved !== undefined) {
      throw new UnitEconomicsError(
        'badQuery',
        `${unresolved} in the ${place} on ${dimension} was not replaced: alert rules have no dashboard variables, and a variable needs a value. Name the values, or remove the filter.`
      );
    }
  }
}
