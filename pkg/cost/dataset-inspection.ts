import { asUnitEconomicsError } from '../model/errors.ts';
import type { SqlEngine } from '../storage/engine.ts';
import { checkBill } from './bill-check.ts';
import { brokenRule } from './broken-rule.ts';
import { chargeTable } from './charge-columns.ts';
import type { CostRequest, DatasetInspection, RuleMatches } from './cost-source.ts';
import { readDetail, readTextNulls } from './dataset-detail.ts';
import type { PreparedDataset } from './prepared-dataset.ts';
import { billedByMonth, reconcile } from './reconcile.ts';
import { readRuleMatches } from './rule-matches.ts';

/** Looks at every charge, one group of files after the other; a group that fails is a remark. */
export async function inspectDataset(
  engine: SqlEngine,
  { grouped, files, layout }: PreparedDataset,
  { dimensions, dataset }: Pick<CostRequest, 'dimensions' | 'dataset'>,
  signal: AbortSignal
): Promise<DatasetInspection> {
  const currencies = new Set<string>();
  const remarks: string[] = [];
  const rules: RuleMatches[] = [];
  const billed = new Map<string, number>();
  let malformedTags = 0;
  for (const group of grouped.groups) {
    const readable = group.files.filter((file) => files.some((prepared) => prepared.file === file));
    if (readable.length === 0) {
      continue;
    }
    try {
      const place = `${readable[0]?.label ?? ''}${readable.length > 1 ? ' …' : ''}`;
      const detail = await readDetail(engine, chargeTable({ ...group, files: readable }, false), place, signal);
      detail.currencies.forEach((currency) => currencies.add(currency));
      remarks.push(...detail.remarks, ...(await readTextNulls(engine, { ...group, files: readable }, signal)));
      malformedTags += detail.malformedTags;
      const table = chargeTable({ ...group, files: readable }, true);
      rules.push(...(await readRuleMatches(engine, table, dimensions, layout.zone, signal)));
      const usable = dimensions.filter((dimension) => brokenRule(dimension) === undefined);
      remarks.push(...(await checkBill(engine, table, usable, layout.zone, signal)));
      if (dataset.invoices.length > 0) {
        for (const [month, amount] of await billedByMonth(engine, table, layout.zone, signal)) {
          billed.set(month, (billed.get(month) ?? 0) + amount);
        }
      }
    } catch (error) {
      const { code, message } = asUnitEconomicsError(error);
      if (code !== 'badData') {
        throw error;
      }
      remarks.push(`${group.files[0]?.label ?? ''} …: ${message}`);
    }
  }
  return {
    currencies: [...currencies].sort(),
    malformedTags,
    remarks: [...remarks, ...reconcile(dataset.invoices, billed)],
    rules,
  };
}
