import { weekdayFactor, addMonths, hourShare, monthOf, type Story } from './story.ts';
import { consumption } from './consumption.ts';
import { noise, randomStream, type Random } from './random.ts';
import type { LineOfResources, Resource } from './resources.ts';
import { providers, skus, type Sku } from './skus.ts';

/** Contracted price of the discounted SKU from the day of the discount on, as a share of what it was. */
export const discountedShare = 0.7;
/** Price of the committed fleet as a share of list. */
const committedShare = 0.62;
const correctionChance = 0.0015;

export interface Charge {
  readonly resource: number;
  /** Hours since 1970. */
  readonly startHour: number;
  readonly hours: 1 | 24;
  readonly quantity: number;
  /** Contracted cost as a share of list cost. */
  readonly paid: number;
  /** What the commitment covers is not billed, and effective at this share of list cost. */
  readonly covered: number | null;
  /** First day of the billing period's month. */
  readonly billed: number;
  readonly correction: boolean;
}

/** The commitment: what it gives a day at its price, and what was not used of it. */
export interface Commitment {
  readonly usdPerDay: number;
  readonly unused: ReadonlyMap<number, number>;
}

/** Calls back for every charge of usage, line by line, and says what the commitment left unused. */
export function makeCharges(
  story: Story,
  seed: number,
  lines: readonly LineOfResources[],
  onCharge: (charge: Charge) => void
): Commitment {
  const usdPerDay = commitmentPerDay(lines);
  const unused = new Map<number, number>();
  for (const line of lines) {
    const random = randomStream(seed, `charges ${line.name}`);
    const corrections = randomStream(seed, `corrections ${line.name}`);
    const fixed = line.line.scales === 0;
    const sku: Sku = skus[line.line.sku];
    for (let day = story.first; day <= story.chargesEnd; day += 1) {
      const lineQuantity = consumption(line.line, line.owner, story, day) * noise(random, fixed ? 0.01 : 0.05);
      const covered = fixed && day >= story.commitment ? committedShare : null;
      const price = { paid: paidShare(sku, story, day), covered };
      for (const resource of line.resources) {
        const quantity = lineQuantity * resource.weight * noise(random, fixed ? 0.01 : 0.08);
        if (line.line.hourly === true) {
          emitHours(resource, day, quantity, random, story, price, onCharge);
        } else if (day < story.chargesEnd) {
          const charge = { resource: resource.index, startHour: day * 24, hours: 24, ...price } as const;
          const rounded = round(quantity);
          onCharge({ ...charge, quantity: rounded, billed: monthOf(day), correction: false });
          if (covered !== null) {
            const left = unused.get(day) ?? usdPerDay;
            unused.set(day, left - (rounded / sku.consumedPerPriced) * sku.listPrice * covered);
          } else {
            correct(charge, rounded, day, corrections, story, onCharge);
          }
        }
      }
    }
  }
  return { usdPerDay, unused };
}

/** Enough for the busiest weekday of the fixed fleet, so that weekends leave some unused. In whole dollars a year. */
function commitmentPerDay(lines: readonly LineOfResources[]): number {
  const fleet = lines.filter(({ line }) => line.scales === 0);
  const usual = fleet.reduce(
    (sum, { line }) => sum + (line.usdPerDay / providers[skus[line.sku].provider].paid) * committedShare,
    0
  );
  const busiest = Math.max(...[0, 1, 2, 3, 4, 5, 6].map((day) => weekdayFactor(day, 0.5)));
  return Math.round(usual * busiest * 1.03 * 365) / 365;
}

function paidShare(sku: Sku, story: Story, day: number): number {
  const { paid } = providers[sku.provider];
  return sku === skus.bigQuery && day >= story.discount ? paid * discountedShare : paid;
}

function emitHours(
  resource: Resource,
  day: number,
  quantity: number,
  random: Random,
  story: Story,
  price: Pick<Charge, 'paid' | 'covered'>,
  onCharge: (charge: Charge) => void
): void {
  for (let hour = 0; hour < 24; hour += 1) {
    const startHour = day * 24 + hour;
    const share = hourShare(hour) * noise(random, 0.04);
    if (startHour < story.hourlyEnd) {
      onCharge({
        resource: resource.index,
        startHour,
        hours: 1,
        quantity: round(quantity * share),
        ...price,
        billed: monthOf(day),
        correction: false,
      });
    }
  }
}

/** Some charges are corrected on the bill of the month after, mostly downwards, with the old charge period. */
function correct(
  charge: Omit<Charge, 'quantity' | 'billed' | 'correction'>,
  quantity: number,
  day: number,
  random: Random,
  story: Story,
  onCharge: (charge: Charge) => void
): void {
  const [hit, size, up] = [random() < correctionChance, 0.05 + 0.2 * random(), random() < 0.3];
  const billed = addMonths(day, 1);
  if (hit && billed + 4 < story.chargesEnd) {
    onCharge({ ...charge, quantity: round((up ? 1 : -1) * size * quantity), billed, correction: true });
  }
}

function round(quantity: number): number {
  return Math.round(quantity * 10_000) / 10_000;
}
