import type { Frame, Notice } from '../model/frame.ts';
import { floorDay } from '../series/calendar.ts';
import { dayText } from '../series/civil.ts';
import { dayOfInstant } from '../series/zone.ts';

interface Asked {
  readonly grain: string | undefined;
  /** Instant. */
  readonly from: number;
}

/** What a person at a terminal should ask instead, where the answer is not the one that was asked for. */
export function queryHints(frames: readonly Frame[], { grain, from }: Asked): readonly Notice[] {
  const custom = frames[0]?.meta.custom;
  if (custom === undefined) {
    return [];
  }
  const { timezone, completeThrough } = custom;
  const hints: Notice[] = [];
  const end = completeThrough === undefined ? Infinity : Date.parse(completeThrough);
  if (end <= from) {
    const last = dayOfInstant(end, timezone) - 1;
    const month = floorDay(last, 'month', { timezone, weekStart: 0, fiscalYearStart: 1 });
    hints.push({
      severity: 'info',
      text: `The data end on ${dayText(last)}, before the range begins; ask with --from ${dayText(month)} --to ${dayText(last)}.`,
    });
  } else if (custom.grain !== 'range' && hasNoValue(frames)) {
    hints.push({
      severity: 'info',
      text: 'No value lies in the range; check --settings FILE says from which day to which each entry has data.',
    });
  }
  if (grain !== undefined && custom.grain !== grain && custom.grain !== 'range') {
    hints.push({
      severity: 'info',
      text: `The answer is by ${custom.grain}: not all that is asked for has values by ${grain}.${grain === 'hour' ? ' Costs have them with rollup: { grain: hour } on their dataset.' : ''}`,
    });
  }
  return hints;
}

function hasNoValue(frames: readonly Frame[]): boolean {
  const masks = frames.flatMap(({ fields }) =>
    fields.flatMap(({ column }) => (column.type === 'number' ? [column.valid] : []))
  );
  return masks.length > 0 && masks.every((mask) => mask?.every((valid) => valid === 0) === true);
}
