import type { client } from '@datadog/datadog-api-client';
import * as z from 'zod';
import { UnitEconomicsError } from '../../model/errors.ts';
import { askService, type Asking } from '../remote/ask-service.ts';
import type { Outbound } from '../remote/outbound.ts';
import { serviceError, toldOf } from '../remote/service-failure.ts';
import { withhold } from '../remote/withhold.ts';
import type { UsageRequest } from '../usage-source.ts';
import type { Page } from './pages.ts';

/** How Datadog is asked, and as whom. */
export interface DatadogAccess {
  readonly asking: Asking & { readonly request: Pick<UsageRequest, 'metric' | 'connection'> };
  /** Such as https://api.datadoghq.eu. */
  readonly base: string;
  readonly apiKey: string;
  readonly appKey: string;
}

/** Points are looked at one by one where they are read: there may be a million. */
const answerSchema = z.object({
  series: z.array(
    z.object({
      tagSet: z.array(z.string()).default([]),
      /** Seconds between points. */
      interval: z.number().optional(),
      pointlist: z.custom<readonly unknown[]>(Array.isArray).default([]),
    })
  ),
});
export type DatadogSeries = z.output<typeof answerSchema>['series'][number];

/** An answer of 200 may still be a refusal. */
const refusalSchema = z.object({ status: z.literal('error'), error: z.string().default('') });

/**
 * One page of a query. Datadog's own client makes the request and reads the answer; between them lies our way to the
 * network, which waits and tries again, refuses addresses and bounds answers. The client's own retries are off.
 */
export async function queryMetrics(
  query: string,
  { from, to }: Page,
  { asking, base, apiKey, appKey }: DatadogAccess,
  signal: AbortSignal
): Promise<readonly DatadogSeries[]> {
  const { client, v1, ...rest } = await import('@datadog/datadog-api-client');
  quieten(rest.logger);
  const httpApi: client.HttpLibrary = {
    send: async (context) => {
      const url = new URL(context.getUrl());
      const answer = await askService(
        { ...asking, outbound: heedingRateLimit(asking.outbound) },
        { method: 'GET', url, headers: context.getHeaders() },
        signal
      );
      const { body } = answer;
      if (body[0] !== 0x7b) {
        throw unreadable(asking); // the client would take any text for an object
      }
      const type = answer.header('content-type') ?? 'application/json';
      return new client.ResponseContext(
        answer.status,
        { 'content-type': type },
        { text: () => Promise.resolve(body.toString('utf8')), binary: () => Promise.resolve(body) }
      );
    },
  };
  const api = new v1.MetricsApi(
    client.createConfiguration({
      baseServer: new client.BaseServerConfiguration(base, {}),
      authMethods: { apiKeyAuth: apiKey, appKeyAuth: appKey },
      httpApi,
      enableRetry: false,
    })
  );
  const said: unknown = await api
    .queryMetrics({ from: Math.floor(from / 1000), to: Math.ceil(to / 1000), query })
    .catch((thrown: unknown) => {
      signal.throwIfAborted();
      // What the client throws repeats the answer, whole: not even the log needs that.
      throw thrown instanceof UnitEconomicsError ? thrown : unreadable(asking);
    });
  const refusal = refusalSchema.safeParse(said);
  if (refusal.success) {
    throw serviceError(toldOf(asking.request), {
      status: 400,
      detail: withhold(refusal.data.error, asking.withheld),
    });
  }
  const answer = answerSchema.safeParse(said);
  if (!answer.success) {
    throw unreadable(asking, answer.error);
  }
  return answer.data.series;
}

/** The client's log goes to stdout, which belongs to Grafana's protocol. The package gives it no type. */
function quieten(logger: unknown): void {
  const { disableAll } = z.looseObject({ disableAll: z.function() }).parse(logger);
  disableAll();
}

/** Datadog says in a header of its own when requests are welcome again, in seconds. */
function heedingRateLimit(outbound: Outbound): Outbound {
  return {
    send: async (request, scope, signal) => {
      const answer = await outbound.send(request, scope, signal);
      const header = (name: string) =>
        answer.header(name) ??
        (name === 'retry-after' && answer.status === 429 ? answer.header('x-ratelimit-reset') : undefined);
      return { ...answer, header };
    },
  };
}

function unreadable({ request: { metric, connection } }: DatadogAccess['asking'], cause?: unknown): UnitEconomicsError {
  return new UnitEconomicsError(
    'badData',
    `The metric ${metric.name} got no values, because the connection ${connection.name} (${connection.type}) answers with something that is no list of series. Check its site or endpoint.`,
    { cause }
  );
}
