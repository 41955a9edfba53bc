import { asUnitEconomicsError } from '../../model/errors.ts';
import type { Notice } from '../../model/frame.ts';
import type { UsageMetric } from '../../model/usage-metric.ts';

/** A service that has not answered since it last did. Times in ms since the epoch. */
export interface Failure {
  readonly thrown: unknown;
  readonly since: number;
  /** The service is not asked again before. */
  readonly until: number;
}

export function staleNotice(metric: UsageMetric, ageMs: number): Notice {
  return { severity: 'info', text: `${metric.name}: values are ${ageText(ageMs)} old and are being refreshed.` };
}

/** For `whenDown: last`. */
export function downNotice(metric: UsageMetric, loadedAt: number, ageMs: number, { thrown, since }: Failure): Notice {
  return {
    severity: 'warning',
    text: `${metric.name}: values are ${ageText(ageMs)} old, of ${minuteText(loadedAt)}; newer ones cannot be had since ${minuteText(since)}. ${asUnitEconomicsError(thrown).message}`,
  };
}

/** In the largest unit of which there are at least two. */
function ageText(ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / 60_000));
  if (minutes < 120) {
    return `${minutes} minute${minutes === 1 ? '' : 's'}`;
  }
  return minutes < 48 * 60 ? `${Math.floor(minutes / 60)} hours` : `${Math.floor(minutes / 1440)} days`;
}

function minuteText(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** To the second. */
export function timeText(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
