import { holdsCharges, type ChargesConnection } from '../model/connections/connection.ts';
import type { CostDataset } from '../model/cost-dataset.ts';
import { ConnectionSecrets } from '../model/secrets.ts';
import type { Settings } from '../model/settings.ts';

/** A cost dataset with what it takes to reach its charges. */
export interface DatasetSource {
  readonly dataset: CostDataset;
  readonly connection: ChargesConnection;
  readonly secrets: ConnectionSecrets;
}

/** Undefined where the settings have no such connection, or one without charges, which parsing has reported. */
export function datasetSource(
  dataset: CostDataset,
  { catalog, secrets }: Pick<Settings, 'catalog' | 'secrets'>
): DatasetSource | undefined {
  const connection = catalog.connections.get(dataset.connection);
  return connection !== undefined && holdsCharges(connection)
    ? { dataset, connection, secrets: secrets.get(connection.name) ?? new ConnectionSecrets() }
    : undefined;
}
