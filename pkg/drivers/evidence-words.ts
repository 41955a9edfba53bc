import { percentText } from './amounts.ts';
import type { Evidence, EvidenceConditions, EvidenceFigures } from './evidence.ts';

/** The finding as one sentence, and the conditions under which it holds as the next. */
export function evidenceText({ verdict, figures, conditions }: Evidence): string {
  if (figures === undefined) {
    return `Not enough data: there ${conditions.lacks === 'two complete periods' ? 'are not two complete periods with cost and units' : 'is no spend or no usage at one end'}. ${basis(conditions)}`;
  }
  return `${claims[verdict]}: ${moved('spend', figures.spendChange)}, ${moved('units', figures.unitChange)}, ${moved('cost per unit', figures.unitCostChange)}. ${basis(conditions)}`;
}

const claims: Readonly<Record<Evidence['verdict'], string>> = {
  'unit cost falls as spend rises': 'Unit cost falls as spend rises, so growth and not waste raises the bill',
  'unit cost rises with spend': 'Unit cost rises with spend, so the bill grows faster than the business',
  'unit cost rises while spend falls': 'Unit cost rises although spend falls, because the business shrinks faster',
  'both fall': 'Unit cost and spend both fall',
  'no clear change': 'No clear change',
  'not enough data': 'Not enough data',
};

function moved(what: string, change: EvidenceFigures['spendChange']): string {
  return Math.abs(change) < 0.001 ? `${what} unchanged` : `${what} ${change > 0 ? '+' : '-'}${percentText(change)}`;
}

function basis({ periodsUsed, incomplete, missing, coverage, correlation }: EvidenceConditions): string {
  const parts = [
    `${periodsUsed} complete period${periodsUsed === 1 ? '' : 's'}`,
    ...(incomplete > 0 ? [`${incomplete} not complete left out`] : []),
    ...(missing > 0 ? [`${missing} without cost or units left out`] : []),
    ...(coverage === undefined ? [] : [`${percentText(coverage)} of cost has usage`]),
    'value' in correlation
      ? `correlation of cost and units ${correlation.value.toFixed(2)}`
      : `no correlation (${correlation.missing})`,
  ];
  return `Based on ${parts.join(', ')}.`;
}
