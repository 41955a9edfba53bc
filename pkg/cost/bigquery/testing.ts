import { bigquery } from '../../model/connections/bigquery.ts';
import { costDataset } from '../../model/cost-dataset.ts';
import { ConnectionSecrets } from '../../model/secrets.ts';
import type { BigQueryServer } from '../../usage/testing/bigquery-server.ts';
import type { CostRequest } from '../cost-source.ts';

/** The same question to a table of the server, `acme-prod.usage.bill`; `on` is for the connection, the rest for the dataset. */
export function onBigQuery(
  request: CostRequest,
  server: BigQueryServer,
  { on, ...entry }: Readonly<Record<string, unknown>> & { readonly on?: Record<string, unknown> } = {}
): CostRequest {
  const { name, format } = request.dataset;
  return {
    ...request,
    dataset: costDataset.parse({ name, connection: 'bq', format, table: 'acme-prod.usage.bill', ...entry }),
    connection: bigquery.connection.parse({
      name: 'bq',
      type: 'bigquery',
      project: 'acme-jobs',
      endpoint: server.origin,
      ...on,
    }),
    secrets: new ConnectionSecrets({ serviceAccount: server.serviceAccount }),
  };
}
