import { startInstant, type Axis } from './axis.ts';
import type { Span } from './aggregate.ts';
import type { Calendar } from './calendar.ts';

/** For each bucket of the coarser axis the slots of the finer one that start in it. */
export function spansOf(fine: Axis, coarse: Axis, calendar: Calendar): readonly Span[] {
  const inInstants = fine.grain === 'hour' && coarse.grain !== 'hour';
  const bound = (bucket: number) =>
    inInstants ? startInstant(coarse, bucket, calendar) : (coarse.starts[bucket] ?? 0);
  const spans: Span[] = [];
  let slot = 0;
  for (let bucket = 0; bucket < coarse.length; bucket++) {
    const start = bound(bucket);
    const end = bound(bucket + 1);
    while (slot < fine.length && (fine.starts[slot] ?? 0) < start) {
      slot++;
    }
    const from = slot;
    while (slot < fine.length && (fine.starts[slot] ?? 0) < end) {
      slot++;
    }
    spans.push({ from, to: slot });
  }
  return spans;
}
