import type { ConnectionOf } from '../../model/connections/connection.ts';
import type { Asker } from '../../usage/bigquery/asker.ts';
import { wordsOf } from '../../usage/remote/call-service.ts';
import type { CostRequest } from '../cost-source.ts';

/** What every request needs to reach its table. */
export type Source = Pick<CostRequest, 'dataset' | 'connection' | 'secrets'>;

export function bigqueryOf({ connection }: Pick<Source, 'connection'>): ConnectionOf<'bigquery'> {
  if (connection.type !== 'bigquery') {
    throw new RangeError(`${connection.name} is no bigquery connection`); // the registry chooses by the type
  }
  return connection;
}

export function datasetAsker(source: Source): Asker {
  const { name } = source.dataset;
  const connection = bigqueryOf(source);
  const who = `The cost dataset ${name}`;
  return {
    connection,
    secrets: source.secrets,
    who,
    labels: { dataset: name },
    words: wordsOf({
      what: `${who} cannot be read`,
      connection,
      waysOut: {
        notFound: 'Check the table of the dataset.',
        throttled: 'Try again later, or ask for less.',
        badSettings: 'Check format, table and partitionColumn of the dataset.',
      },
    }),
  };
}
