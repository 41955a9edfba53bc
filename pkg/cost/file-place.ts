import type { ChargesConnection, FilesConnection } from '../model/connections/connection.ts';
import type { CostDataset } from '../model/cost-dataset.ts';

/** Where the files of a dataset are; which engine reads it follows from its connection's type, and parsing holds the location. */
export function filePlace(
  { name, location }: CostDataset,
  connection: ChargesConnection
): { readonly connection: FilesConnection; readonly location: string } {
  if (connection.type === 'bigquery' || location === undefined) {
    throw new RangeError(`${name} is in no files`);
  }
  return { connection, location };
}
