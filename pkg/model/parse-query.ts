import { UnitEconomicsError } from './errors.ts';
import type { Filter } from './filter.ts';
import { withoutGrafanaQueryKeys } from './grafana-keys.ts';
import { isRecord, issueText, parseJson } from './issues.ts';
import { query, type Query } from './query.ts';
import { inWords } from './wording.ts';

/** A query's JSON, checked: Grafana's own keys dropped, an unknown key an error by its name (design section 9). */
export function parseQuery(json: string): Query {
  const raw = parseJson(json);
  if (!isRecord(raw)) {
    throw new UnitEconomicsError('badQuery', 'The query is not a JSON object.');
  }
  const parsed = query.safeParse(withoutGrafanaQueryKeys(raw), inWords);
  if (!parsed.success) {
    throw new UnitEconomicsError('badQuery', `The query cannot be used: ${issueText(parsed.error)}.`);
  }
  const { filters, groupBy, legs } = parsed.data;
  refuseIn('filters', filters);
  for (const leg of legs) {
    refuseIn(`filters of the leg ${leg.name}`, leg.filters);
  }
  for (const dimension of groupBy) {
    refuse(dimension, 'groupBy', variable);
  }
  return parsed.data;
}

/** Grafana's three ways to write a variable, whatever stands around it; `$5` is an amount, and `[[:alpha:]]` a class. */
const variable = /\$(\{[^}]*\}|[A-Za-z_]\w*)|\[\[\w[^\]]*\]\]/;
/** In a pattern an escaped dollar is one whatever follows, and any other ends the text. */
const variableInPattern = /(?<!\\)\$(\{[^}]*\}|[A-Za-z_]\w*)|\[\[\w[^\]]*\]\]/;

function refuseIn(place: string, filters: readonly Filter[]): void {
  for (const { dimension, op, values } of filters) {
    refuse(dimension, place, variable);
    for (const value of values) {
      refuse(value, `${place} on ${dimension}`, op === 'regex' ? variableInPattern : variable);
    }
  }
}

/** A dashboard variable that nobody replaced would silently match nothing; alert rules never replace any. */
function refuse(text: string, place: string, unresolved: RegExp): void {
  const [found] = unresolved.exec(text) ?? [];
  if (found !== undefined) {
    throw new UnitEconomicsError(
      'badQuery',
      `${found} in the ${place} was not replaced: alert rules have no dashboard variables, and a variable needs a value. Name the values, or remove the filter. A dollar that belongs to a value can be written as \\$ with op regex.`
    );
  }
}
