import type { Dimension } from '../../model/dimension.ts';
import type { Group } from '../../series/groups.ts';
import type { Answer } from '../answer.ts';
import type { PlannedFormula } from '../plan.ts';

/** What a group is called in each grouping dimension: its value, the dimension's rest, or the fold. */
export function groupValues(group: Group, groupBy: readonly Dimension[]): readonly string[] {
  if (group.kind === 'all') {
    return [];
  }
  return groupBy.map((dimension, index) =>
    group.kind === 'other' ? group.name : (group.key[index] ?? dimension.rest)
  );
}

/** Series are told apart by labels: an alert rule refuses two results with the same ones. */
export function labelsOf(answer: Answer, group: Group, formula: PlannedFormula): Readonly<Record<string, string>> {
  const { groupBy, formulas } = answer.plan;
  const values = groupValues(group, groupBy);
  const labels = Object.fromEntries(values.map((value, index) => [groupBy[index]?.name ?? '', value]));
  return formulas.length > 1 ? { ...labels, formula: formula.name } : labels;
}

/** The legend's text. */
export function displayName(answer: Answer, group: Group, formula: PlannedFormula): string {
  const values = groupValues(group, answer.plan.groupBy).join(', ');
  if (values === '') {
    return formula.name;
  }
  return answer.plan.formulas.length > 1 ? `${formula.name}: ${values}` : values;
}
