import { isRecord, parseJson } from '../../model/issues.ts';
import type { ConnectionSecrets } from '../../model/secrets.ts';
import type { Asker, UsageRequest } from '../usage-source.ts';
import { callService, retryAfter, type CallLimits } from './call-service.ts';
import type { Outbound, OutboundAnswer, OutboundRequest, OutboundScope } from './outbound.ts';
import { ServiceFailureSignal, type ServiceFailure } from './service-failure.ts';
import { withhold } from './withhold.ts';

/** What a source of our own asks with. */
export interface Asking {
  readonly outbound: Outbound;
  readonly request: Omit<Asker, 'secrets'>;
  readonly scope: OutboundScope;
  readonly limits: CallLimits;
  /** In whatever form they are sent; what a service says is shown without them. */
  readonly withheld: readonly string[];
  /** Another meaning of a failure than its status has. */
  readonly meaning?: (failure: ServiceFailure) => ServiceFailure;
}

/** One request, with patience. An answer is one below 400; the others throw. */
export function askService(
  { outbound, request, scope, limits, withheld, meaning = (failure) => failure }: Asking,
  call: OutboundRequest,
  signal: AbortSignal
): Promise<OutboundAnswer> {
  return callService(request, limits, signal, async (attempt) => {
    const answer = await outbound.send(call, scope, attempt);
    if (answer.status >= 400) {
      throw new ServiceFailureSignal(meaning(failureOf(answer, withheld)));
    }
    return answer;
  });
}

/** A connection's secrets as values. */
export function valuesOf(secrets: ConnectionSecrets): readonly string[] {
  return secrets.keys.flatMap((key) => secrets.get(key) ?? []);
}

export function whoAsks({ connection }: Pick<UsageRequest, 'connection'>): string {
  return `The connection ${connection.name} (${connection.type})`;
}

/** What an answer from 400 on says, without the secrets that it may repeat. */
export function failureOf(answer: OutboundAnswer, withheld: readonly string[]): ServiceFailure {
  const wait = retryAfter(answer.header('retry-after'), Date.now());
  const detail = withhold(wordsOf(answer), withheld).slice(0, 300);
  return { status: answer.status, detail, ...(wait === undefined ? {} : { retryAfterMs: wait }) };
}

/** Services put their reason into one of these, at the top or inside. */
const reasons = ['message', 'error_description', 'error', 'errors', 'detail', 'title'];

function wordsOf(answer: OutboundAnswer): string {
  const text = answer.body.toString('utf8');
  if (answer.header('content-type')?.includes('html') === true) {
    return ''; // a page for people, and seldom about the request
  }
  return (reasonIn(parseJson(text)) ?? text).replaceAll(/\s+/g, ' ').trim();
}

function reasonIn(said: unknown): string | undefined {
  if (typeof said === 'string') {
    return said;
  }
  if (Array.isArray(said)) {
    return reasonIn(said[0]);
  }
  if (!isRecord(said)) {
    return undefined;
  }
  return reasons.map((key) => reasonIn(said[key])).find((reason) => reason !== undefined);
}
