import type { CostDataset } from '../model/cost-dataset.ts';
import type { ChargeFormat } from './charge-format.ts';
import { focus } from './focus.ts';

/** Every format of cost data that is read from files. */
export const chargeFormats: Readonly<Record<CostDataset['format'], ChargeFormat>> = {
  focus,
};
