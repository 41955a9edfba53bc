import { callPatiently } from '../usage/remote/call-service.ts';
import { failureOf, valuesOf } from '../usage/remote/ask-service.ts';
import type { OutboundRequest } from '../usage/remote/outbound.ts';
import { ServiceFailureSignal } from '../usage/remote/service-failure.ts';
import type { ConnectionSecrets } from '../model/secrets.ts';
import { failureWords } from './failure-words.ts';
import type { Addressee, ChannelTools } from './parcel.ts';

/** Answers are read for their reasons alone. */
const maxBytes = 1 << 20;

/**
 * Posts once, with patience: again after 429, 5xx and broken connections, and after no other answer.
 * @param request made anew for each attempt, because it may hold the time
 * @param hosts the only ones that are asked
 */
export async function post(
  request: () => OutboundRequest,
  hosts: readonly string[],
  { recipient, secrets }: Addressee,
  { outbound, waits }: ChannelTools,
  signal: AbortSignal
): Promise<void> {
  const limits = { timeoutMs: recipient.timeout, ...(waits !== undefined && { waits }) };
  const scope = { who: `The recipient ${recipient.name} (${recipient.type})`, hosts, maxBytes };
  await callPatiently(failureWords(recipient), limits, signal, async (attempt) => {
    const answer = await outbound.send(request(), scope, attempt);
    if (answer.status >= 400) {
      throw new ServiceFailureSignal(failureOf(answer, withheldOf(secrets)));
    }
  });
}

/** A service that is known by a secret address may repeat a part of it. */
function withheldOf(secrets: ConnectionSecrets): readonly string[] {
  return valuesOf(secrets).flatMap((value) => {
    const url = URL.parse(value);
    return url === null ? [value] : [value, url.pathname + url.search, url.pathname.slice(1)];
  });
}
