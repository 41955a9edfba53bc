import type { CostLine, Team } from './company.ts';
import { providers, skus, type Sku } from './skus.ts';
import { progress, shifted, weekdayFactor, type Story } from './story.ts';

/** Without a word on elasticity: half again as much work takes about a quarter more resources. */
const usualElasticity = 0.57;
const machineDamping = 0.5;

/** What a team does, as a multiple of its first month, without weekdays. */
export function activity(team: Pick<Team, 'growth' | 'shift'>, story: Story, day: number): number {
  return team.growth ** progress(story, day) * (team.shift ?? 1) ** shifted(story, day);
}

/** Consumed units of a cost line on a day, before noise. Storage and what never scales down know no weekend. */
export function consumption(line: CostLine, team: Pick<Team, 'growth' | 'shift'>, story: Story, day: number): number {
  const sku: Sku = skus[line.sku];
  const unitPrice = (sku.listPrice / sku.consumedPerPriced) * providers[sku.provider].paid;
  const step = line.regression !== undefined && day >= story.regression ? line.regression : 1;
  return (
    (line.usdPerDay / unitPrice) *
    activity(team, story, day) ** (line.scales ?? usualElasticity) *
    step *
    (sku.category === 'Storage' ? 1 : weekdayFactor(day, machineDamping))
  );
}

/** Gigabytes that a team stores; what is billed for storage follows from it. */
export function storedGigabytes(team: Team, story: Story, day: number): number {
  return team.lines
    .filter(({ sku }) => skus[sku].category === 'Storage')
    .reduce((sum, line) => sum + consumption(line, team, story, day), 0);
}
