import type { Notice } from '../model/frame.ts';
import type { CostDataset } from '../model/cost-dataset.ts';
import { dayMs, dayText } from '../series/civil.ts';
import { dayOfInstant } from '../series/zone.ts';
import type { DatasetFacts } from './cost-source.ts';

/**
 * Instant (ms) up to which a dataset is known to be final enough to judge (design section 4.10): the earlier of now minus its
 * lag and the end of its newest charge of a day or less; Infinity for a closed one, -Infinity for one without charges.
 */
export function costCompleteThrough(
  { newestEnd }: Pick<DatasetFacts, 'newestEnd'>,
  { completeAfter, until }: Pick<CostDataset, 'completeAfter' | 'until'>,
  now: number
): number {
  if (newestEnd === undefined) {
    return -Infinity;
  }
  return until === undefined ? Math.min(now - completeAfter, newestEnd) : Infinity;
}

/** How far the charges of one provider in a mixed dataset go. */
export interface ProviderFreshness {
  readonly name: string;
  /** End of its newest charge of a day or less, ms since the epoch. */
  readonly newestEnd: number;
  /** ms behind the provider whose charges go furthest. */
  readonly behind: number;
  /** More than the dataset allows for charges to arrive. */
  readonly isLate: boolean;
}

/** Providers by name; none where a dataset has one only. In a dataset that is closed nobody is late. */
export function providerFreshness(
  { providers }: Pick<DatasetFacts, 'providers'>,
  { completeAfter, until }: Pick<CostDataset, 'completeAfter' | 'until'>
): readonly ProviderFreshness[] {
  const newest = Math.max(...providers.map(({ newestEnd }) => newestEnd));
  return providers.map(({ name, newestEnd }) => {
    const behind = newest - newestEnd;
    return { name, newestEnd, behind, isLate: until === undefined && behind > completeAfter };
  });
}

/** Names each provider that stays behind: what is complete follows the newest (design section 4.10). */
export function lateProviders(
  facts: Pick<DatasetFacts, 'providers'>,
  dataset: Pick<CostDataset, 'name' | 'completeAfter' | 'until'>,
  timezone: string
): readonly Notice[] {
  const all = providerFreshness(facts, dataset);
  const first = all.find(({ behind }) => behind === 0);
  return all
    .filter(({ isLate }) => isLate)
    .map(({ name, newestEnd, behind }) => {
      const who = name === '' ? 'a provider without name' : `provider ${name}`;
      const other = first?.name || 'a provider without name';
      return {
        severity: 'warning',
        text: `Cost dataset ${dataset.name}: ${who} ends ${lastDay(newestEnd, timezone)}, ${lengthText(behind)} behind ${other}.`,
      };
    });
}

/** The day of the last charge; an end is the first instant after it. */
function lastDay(newestEnd: number, timezone: string): string {
  return dayText(dayOfInstant(newestEnd - 1, timezone));
}

function lengthText(ms: number): string {
  const [count, unit] = ms < dayMs ? [Math.round(ms / 3_600_000), 'hour'] : [Math.floor(ms / dayMs), 'day'];
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
