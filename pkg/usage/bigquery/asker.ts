import type { ConnectionOf } from '../../model/connections/connection.ts';
import type { ConnectionSecrets } from '../../model/secrets.ts';
import { wordsOf, type FailureWords } from '../remote/call-service.ts';
import { toldOfMetric } from '../remote/service-failure.ts';
import { connectionOf } from '../series-of.ts';
import type { UsageRequest } from '../usage-source.ts';

/** On whose behalf BigQuery is asked. */
export interface Asker {
  readonly connection: ConnectionOf<'bigquery'>;
  readonly secrets: ConnectionSecrets;
  /** For messages, such as `The metric jobs`. */
  readonly who: string;
  /** Beside our own in the labels of its jobs, such as `{ metric: 'jobs' }`. */
  readonly labels: Readonly<Record<string, string>>;
  readonly words: FailureWords;
}

export function metricAsker(request: UsageRequest): Asker {
  const { metric, secrets } = request;
  return {
    connection: connectionOf(request, 'bigquery'),
    secrets,
    who: `The metric ${metric.name}`,
    labels: { metric: metric.name },
    words: wordsOf(toldOfMetric(request)),
  };
}
