import type { ConnectionOf } from '../../model/connections/connection.ts';
import type { ConnectionSecrets } from '../../model/secrets.ts';
import { wordsOf, type FailureWords } from '../remote/call-service.ts';
import { toldOf } from '../remote/service-failure.ts';
import { connectionOf } from '../series-of.ts';
import type { Asker as UsageAsker } from '../usage-source.ts';

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

export function askerOf(request: UsageAsker): Asker {
  const { metric, secrets } = request;
  return {
    connection: connectionOf(request, 'bigquery'),
    secrets,
    who: metric === undefined ? 'The test' : `The metric ${metric.name}`,
    labels: metric === undefined ? {} : { metric: metric.name },
    words: wordsOf(toldOf(request)),
  };
}
