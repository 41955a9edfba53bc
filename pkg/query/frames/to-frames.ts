import type { Frame } from '../../model/frame.ts';
import type { Answer } from '../answer.ts';
import { digestFrames } from './digest.ts';
import { driverFrames } from './drivers.ts';
import { evidenceFrames, marginalFrames } from './evidence.ts';
import { freshnessFrames } from './freshness.ts';
import { legFrames } from './legs.ts';
import { metaOf } from './meta.ts';
import { numericFrames } from './numeric.ts';
import { tableFrames } from './table.ts';
import { multiFrames, wideFrames } from './timeseries.ts';

export function toFrames(answer: Answer): readonly Frame[] {
  const frames = allFrames(answer);
  return answer.plan.query.tables === 'first' && frames[0]?.meta.type === 'table' ? frames.slice(0, 1) : frames;
}

function allFrames(answer: Answer): readonly Frame[] {
  const { analysis } = answer;
  switch (analysis?.kind) {
    case 'drivers':
      return driverFrames(answer, analysis);
    case 'digest':
      return digestFrames(answer, analysis);
    case 'no digest':
      return [{ name: 'digest', meta: metaOf(answer, 'table'), fields: [] }];
    case 'evidence':
      return evidenceFrames(answer, analysis);
    case 'marginal':
      return marginalFrames(answer, analysis);
    case undefined:
      return valueFrames(answer);
  }
}

function valueFrames(answer: Answer): readonly Frame[] {
  switch (answer.plan.query.result) {
    case 'timeseries':
      return answer.plan.nulls === 'drop' ? multiFrames(answer) : wideFrames(answer);
    case 'numeric':
      return numericFrames(answer);
    case 'table':
      return tableFrames(answer);
    case 'legs':
      return legFrames(answer);
    case 'freshness':
      return freshnessFrames(answer);
    default:
      throw new RangeError(`${answer.plan.query.result} has no analysis`); // analyse() makes one for each of the others
  }
}
