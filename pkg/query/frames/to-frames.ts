import type { Frame } from '../../model/frame.ts';
import type { Answer } from '../answer.ts';
import { freshnessFrames } from './freshness.ts';
import { legFrames } from './legs.ts';
import { numericFrames } from './numeric.ts';
import { tableFrames } from './table.ts';
import { multiFrames, wideFrames } from './timeseries.ts';

export function toFrames(answer: Answer): readonly Frame[] {
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
  }
}
