import type { Dimension } from '../model/dimension.ts';
import { asUnitEconomicsError } from '../model/errors.ts';
import type { SqlEngine } from '../storage/engine.ts';
import type { DatasetInspection, RuleMatches } from './cost-source.ts';
import { readDetail } from './dataset-detail.ts';
import type { PreparedDataset } from './prepared-dataset.ts';
import { readRuleMatches } from './rule-matches.ts';

/** Looks at every charge, one group of files after the other; a group that fails is a remark. */
export async function inspectDataset(
  engine: SqlEngine,
  { grouped, files, layout }: PreparedDataset,
  dimensions: readonly Dimension[],
  signal: AbortSignal
): Promise<DatasetInspection> {
  const currencies = new Set<string>();
  const remarks: string[] = [];
  const rules: RuleMatches[] = [];
  let malformedTags = 0;
  for (const group of grouped.groups) {
    const readable = group.files.filter((file) => files.some((prepared) => prepared.file === file));
    if (readable.length === 0) {
      continue;
    }
    try {
      const detail = await readDetail(engine, { ...group, files: readable }, signal);
      detail.currencies.forEach((currency) => currencies.add(currency));
      remarks.push(...detail.remarks);
      malformedTags += detail.malformedTags;
      rules.push(...(await readRuleMatches(engine, { ...group, files: readable }, dimensions, layout.zone, signal)));
    } catch (error) {
      const { code, message } = asUnitEconomicsError(error);
      if (code !== 'badData') {
        throw error;
      }
      remarks.push(`${group.files[0]?.label ?? ''} …: ${message}`);
    }
  }
  return { currencies: [...currencies].sort(), malformedTags, remarks, rules };
}
