import type { CostDataset } from '../model/cost-dataset.ts';
import type { ChargeFormat } from './charge-format.ts';
import { awsCur } from './formats/aws-cur.ts';
import { awsCur2 } from './formats/aws-cur2.ts';
import { azureCost } from './formats/azure-cost.ts';
import { focus } from './formats/focus.ts';
import { gcpBilling } from './formats/gcp-billing.ts';
import { ociCost } from './formats/oci-cost.ts';
import { openCost } from './formats/opencost.ts';
import { table } from './formats/table.ts';

/** Every format of cost data that is read from files. */
export const chargeFormats: Readonly<Record<CostDataset['format'], (dataset: CostDataset) => ChargeFormat>> = {
  focus: () => focus,
  'aws-cur': () => awsCur,
  'aws-cur2': () => awsCur2,
  'gcp-billing': () => gcpBilling,
  'azure-cost': () => azureCost,
  'oci-cost': () => ociCost,
  opencost: () => openCost,
  table,
};

export function formatOf(dataset: CostDataset): ChargeFormat {
  return chargeFormats[dataset.format](dataset);
}
