import type { Verdict } from '../../drivers/evidence.ts';
import type { KpiReport } from '../report.ts';

/** Whether a finding is good news. */
export function verdictTone(verdict: Verdict): 'good' | 'bad' | '' {
  switch (verdict) {
    case 'unit cost falls as spend rises':
    case 'both fall':
    case 'unit cost falls at equal spend':
      return 'good';
    case 'unit cost rises with spend':
    case 'unit cost rises while spend falls':
    case 'unit cost rises at equal spend':
      return 'bad';
    default:
      return '';
  }
}

/** What happened to one group, where it is among the movers and its usage is known. */
export function groupText({ digest }: KpiReport, group: string): string | undefined {
  return digest?.lines.find(({ path }) => path.length === 1 && path[0] === group)?.text;
}
