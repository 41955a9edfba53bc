import { billedQuantities } from '../model/billed-quantity.ts';
import { parseJson } from '../model/issues.ts';
import type { RequestContext, Service } from '../datasource/service.ts';

const shown = 10;

/** What the bills count themselves, as lines of a check; none where there are no quantities or they cannot be read. */
export async function quantityLines(
  service: Service,
  context: RequestContext,
  signal: AbortSignal
): Promise<readonly string[]> {
  const request = { method: 'GET', path: 'quantities', query: new URLSearchParams(), body: new Uint8Array() };
  const { status, body } = await service.callResource(context, request, signal);
  const read = billedQuantities.safeParse(parseJson(new TextDecoder().decode(body)));
  if (status !== 200 || !read.success) {
    return []; // what is wrong with a bill stands beside its own entry
  }
  const named = read.data.filter(({ service: name }) => name !== '');
  const lines = named
    .slice(0, shown)
    .map(
      ({ dataset, service: name, unit, quantity }) =>
        `  ${unit} of ${name}: ${quantity.toLocaleString('en', { maximumSignificantDigits: 3 })} (${dataset})`
    );
  const rest = named.length > shown ? [`  and ${named.length - shown} more`] : [];
  return lines.length === 0
    ? []
    : ['Counted by the bill in the last five weeks, to be added as usage in the query editor:', ...lines, ...rest];
}
