import { percentText } from './amounts.ts';
import { doubtsOf, type Doubt, type Evidence, type EvidenceConditions, type EvidenceFigures } from './evidence.ts';
import { inSentence } from './in-sentence.ts';
import type { Subject } from './words.ts';

/** The finding, whether it says what raises the bill, and the conditions under which it holds, a sentence each. */
export function evidenceText(evidence: Evidence, unit: Subject['unit'] = { one: 'unit', many: 'units' }): string {
  const { verdict, figures, conditions } = evidence;
  if (figures === undefined) {
    return `Not enough data: there ${conditions.lacks === 'two complete periods' ? 'are not two complete periods with cost and units' : 'is no spend or no usage at one end'}. ${basis(conditions)}`;
  }
  const spend = conditions.perDay ? 'spend per day' : 'spend';
  const units = `${inSentence(unit.many)}${conditions.unitsPerDay ? ' per day' : ''}`;
  const moves = `${moved(spend, figures.spendChange)}, ${moved(units, figures.unitChange)}, ${moved(`cost per ${unit.one}`, figures.unitCostChange)}`;
  const doubts = doubtsOf(evidence);
  const isGrowth = verdict === 'unit cost falls as spend rises';
  const cause = isGrowth && doubts.length === 0 ? ', so growth and not waste raises the bill' : '';
  const open =
    isGrowth && doubts.length > 0
      ? ` Whether growth raises the bill stays open: ${doubts.map((doubt) => doubtText(doubt, evidence, unit)).join('; ')}.`
      : lastingDoubts(evidence, unit);
  return `${claims[verdict]}${cause}: ${moves}.${open} ${basis(conditions)}`;
}

/** What speaks against taking two periods for a trend, where unit cost rises. */
function lastingDoubts(evidence: Evidence, unit: NonNullable<Subject['unit']>): string {
  const rises =
    evidence.verdict === 'unit cost rises with spend' || evidence.verdict === 'unit cost rises while spend falls';
  const doubts = doubtsOf(evidence).filter(
    (doubt) => doubt === 'few periods' || (doubt === 'halves' && (evidence.halves?.unitCostChange ?? 0) <= 0)
  );
  return rises && doubts.length > 0
    ? ` Whether it lasts stays open: ${doubts.map((doubt) => doubtText(doubt, evidence, unit)).join('; ')}.`
    : '';
}

const claims: Readonly<Record<Evidence['verdict'], string>> = {
  'unit cost falls as spend rises': 'Unit cost falls as spend rises',
  'unit cost rises with spend': 'Unit cost rises with spend, so the bill grows faster than the business',
  'unit cost rises while spend falls': 'Unit cost rises although spend falls: the business shrinks faster',
  'both fall': 'Unit cost and spend both fall',
  'unit cost falls at equal spend': 'Unit cost falls at equal spend: more is served for the same money',
  'unit cost rises at equal spend': 'Unit cost rises at equal spend: less is served for the same money',
  'no clear change': 'No clear change',
  'not enough data': 'Not enough data',
};

function doubtText(doubt: Doubt, { conditions, halves }: Evidence, unit: NonNullable<Subject['unit']>): string {
  const { periodsUsed, correlation, coverage } = conditions;
  switch (doubt) {
    case 'few periods':
      return `${periodsUsed} periods are few`;
    case 'correlation': {
      const both = `cost and ${inSentence(unit.many)}`;
      if (!('value' in correlation)) {
        return `${both} have no correlation`;
      }
      const { value } = correlation;
      const how =
        value < -0.3 ? 'move against each other' : value < 0.3 ? 'hardly move together' : 'move together only loosely';
      return `${both} ${how} (correlation ${value.toFixed(2)})`;
    }
    case 'coverage':
      return coverage === undefined
        ? 'how much of the cost has usage is not known'
        : `only ${percentText(coverage)} of cost has usage`;
    case 'halves': {
      const change = halves?.unitCostChange ?? 0;
      return `the later half of the periods against the earlier says otherwise (${moved(conditions.perDay ? 'spend per day' : 'spend', halves?.spendChange ?? 0)}, ${moved(`cost per ${unit.one}`, change)})`;
    }
  }
}

function moved(what: string, change: EvidenceFigures['spendChange']): string {
  return Math.abs(change) < 0.001 ? `${what} unchanged` : `${what} ${change > 0 ? '+' : '-'}${percentText(change)}`;
}

function basis(conditions: EvidenceConditions): string {
  const { periodsUsed, incomplete, missing, daysLeft, coverage, correlation } = conditions;
  const days = Math.round(daysLeft);
  const parts = [
    `${periodsUsed} complete period${periodsUsed === 1 ? '' : 's'}`,
    ...(incomplete > 0 ? [`${incomplete} not complete left out`] : []),
    ...(missing > 0 ? [`${missing} without cost or units left out`] : []),
    ...(days > 0 ? [`${days} day${days === 1 ? '' : 's'} without cost or units left out`] : []),
    ...(coverage === undefined ? [] : [`${coverage === 0 ? 'no' : `${percentText(coverage)} of`} cost has usage`]),
    'value' in correlation
      ? `correlation of cost and units ${correlation.value.toFixed(2)}`
      : `no correlation (${correlation.missing})`,
  ];
  return `Based on ${parts.join(', ')}.`;
}
