import type { SqlEngine } from '../storage/engine.ts';
import { attempt, checkBill, failureOf } from './bill-check/bill-check.ts';
import { readFigures, type Figures } from './bill-check/figures.ts';
import { billedByMonth, currenciesOf, malformedTags, oddCells } from './bill-check/findings.ts';
import { missingColumns } from './bill-check/missing-columns.ts';
import { reconcile } from './bill-check/reconcile.ts';
import { chargesInTwoFiles, rowsTwice } from './bill-check/repeated-charges.ts';
import { textNulls } from './bill-check/text-nulls.ts';
import { brokenRule } from './broken-rule.ts';
import { chargeTable } from './charge-columns.ts';
import type { ChargeTable } from './charge-rows.ts';
import type { CostRequest, DatasetInspection, RuleMatches } from './cost-source.ts';
import type { FileGroup } from './file-groups.ts';
import type { PreparedDataset, PreparedFile } from './prepared-dataset.ts';
import { readRuleMatches } from './rule-matches.ts';

/** Files of one schema that have been read, and what was found in them. */
interface Looked {
  readonly group: FileGroup;
  readonly table: ChargeTable;
  readonly figures: Figures;
}

/** Looks at every charge, and judges over all files at once; a group of files that fails is a remark. */
export async function inspectDataset(
  engine: SqlEngine,
  { grouped, files, layout }: PreparedDataset,
  { dimensions, dataset }: Pick<CostRequest, 'dimensions' | 'dataset'>,
  signal: AbortSignal
): Promise<DatasetInspection> {
  const usable = dimensions.filter((dimension) => brokenRule(dimension) === undefined);
  const looked: Looked[] = [];
  const remarks: string[] = [];
  const rules: RuleMatches[] = [];
  for (const { id } of grouped.groups) {
    const members = files.filter((one) => one.group.id === id);
    const [first] = members;
    if (first === undefined) {
      continue;
    }
    const group = { ...first.group, files: members.map(({ file }) => file) };
    const place = placeOf(group);
    const table = chargeTable(group, true);
    try {
      const cut = { zone: layout.zone, ...withinOf(members) };
      const figures = await readFigures(engine, table, usable, cut, signal);
      looked.push({ group, table, figures });
      remarks.push(...oddCells(figures, place));
    } catch (thrown) {
      remarks.push(`${place}: ${failureOf(thrown).message}`);
      continue;
    }
    remarks.push(...(await attempt(`of ${place} for NULL as text`, () => textNulls(engine, group, place, signal))));
    remarks.push(
      ...(await attempt(`of ${place} for the rules of dimensions`, async () => {
        rules.push(...(await readRuleMatches(engine, table, dimensions, layout.zone, signal)));
        return [];
      }))
    );
  }
  const figures = looked.map((one) => one.figures);
  const readable = files.filter(({ group }) => looked.some((one) => one.group.id === group.id));
  const tables = looked.map(({ table }) => table);
  const rows = figures.flatMap((one) => one.rows);
  return {
    currencies: currenciesOf(rows),
    malformedTags: malformedTags(figures),
    rules,
    remarks: [
      ...missingColumns(looked.map((one) => ({ ...one, format: one.group.format, ...holderOf(one.group) }))),
      ...remarks,
      ...(await checkBill(engine, tables, figures, signal)),
      ...(await attempt('for charges in two files', () => chargesInTwoFiles(engine, readable, signal))),
      ...(await attempt('for rows that stand twice', () => rowsTwice(engine, readable, signal))),
      ...reconcile(dataset.invoices, billedByMonth(rows)),
    ],
  };
}

function withinOf(members: readonly PreparedFile[]): { within?: { first: number; last: number } } {
  const first = Math.min(...members.map(({ facts }) => facts.firstDay ?? Infinity));
  const last = Math.max(...members.map(({ facts }) => facts.lastDay ?? -Infinity));
  return first <= last ? { within: { first, last } } : {};
}

/** For remarks, such as `jan.csv …`. */
function placeOf({ files }: FileGroup): string {
  return `${files[0]?.label ?? ''}${files.length > 1 ? ' …' : ''}`;
}

function holderOf({ files }: FileGroup): { readonly holder: string } {
  const first = files[0]?.label ?? '';
  return { holder: files.length === 1 ? `${first} has` : `${files.length} files (${first} …) have` };
}
