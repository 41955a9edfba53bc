import { fromDay } from '../../pkg/series/civil.ts';
import type { Commitment } from './charges.ts';
import { shared } from './company.ts';
import type { ProviderName } from './skus.ts';
import { addMonths, monthOf, type Story } from './story.ts';

/** A charge that is no metered usage. Days since 1970-01-01, amounts in USD. */
export interface SpecialCharge {
  readonly provider: ProviderName;
  readonly service: string;
  readonly category: 'Usage' | 'Purchase' | 'Tax' | 'Credit' | 'Adjustment';
  readonly description: string;
  readonly frequency: 'One-Time' | 'Recurring' | 'Usage-Based';
  readonly start: number;
  readonly end: number;
  /** First day of the billing period's month. */
  readonly billed: number;
  readonly billedCost: number;
  readonly effectiveCost: number;
  readonly commitmentStatus?: 'Unused';
  readonly commitment?: true;
}

const taxRate = 0.01;

/**
 * Support, credits, refunds, the yearly commitment and, at month ends, tax.
 * @param billedByMonth what usage was billed by provider and first day of the month
 */
export function makeSpecialCharges(
  story: Story,
  commitment: Commitment,
  billedByMonth: ReadonlyMap<ProviderName, ReadonlyMap<number, number>>
): readonly SpecialCharge[] {
  const charges: SpecialCharge[] = [...commitmentCharges(story, commitment)];
  for (let month = story.first, index = 0; month < story.chargesEnd; month = addMonths(month, 1), index += 1) {
    const end = addMonths(month, 1);
    const fee = (provider: ProviderName, service: string, amount: number) =>
      charges.push({
        ...whole(provider, service, 'Purchase', `${service}, monthly fee`, amount),
        start: month,
        end,
        billed: month,
      });
    fee('AWS', 'AWS Support (Enterprise)', 2600);
    fee('Microsoft', 'Azure Support', 700);
    if (index >= 1 && index <= 4) {
      charges.push({
        ...day('AWS', 'AWS Promotions', 'Credit', 'Promotional credit', -900, month + 14),
        billed: month,
      });
      charges.push({
        ...day('Google Cloud', 'Compute Engine', 'Credit', 'Migration credit', -650, month + 9),
        billed: month,
      });
    }
    if (index === 6) {
      charges.push({
        ...day('Microsoft', 'Virtual Machines', 'Adjustment', 'Refund for an outage', -1850, month + 19),
        billed: month,
      });
    }
    if (end <= story.chargesEnd) {
      for (const [provider, months] of billedByMonth) {
        const amount = Math.round((months.get(month) ?? 0) * taxRate * 100) / 100;
        charges.push({ ...day(provider, 'Tax', 'Tax', `Tax of ${monthName(month)}`, amount, end - 1), billed: month });
      }
    }
  }
  return charges.filter(({ start }) => start < story.chargesEnd);
}

function commitmentCharges(story: Story, { usdPerDay, unused }: Commitment): SpecialCharge[] {
  const service = 'Amazon Elastic Compute Cloud';
  const purchase: SpecialCharge = {
    ...whole('AWS', service, 'Purchase', 'Reserved instances m6i.2xlarge, 1 year, all upfront', usdPerDay * 365),
    effectiveCost: 0,
    frequency: 'One-Time',
    start: story.commitment,
    end: story.commitment + 365,
    billed: story.commitment,
    commitment: true,
  };
  const left = [...unused].map(([at, amount]): SpecialCharge => ({
    ...day('AWS', service, 'Usage', 'Reserved instances m6i.2xlarge, unused', amount, at),
    billed: monthOf(at),
    billedCost: 0,
    frequency: 'Usage-Based',
    commitment: true,
    commitmentStatus: 'Unused',
  }));
  return [purchase, ...left];
}

type Undated = Omit<SpecialCharge, 'start' | 'end' | 'billed'>;

function whole(
  provider: ProviderName,
  service: string,
  category: SpecialCharge['category'],
  description: string,
  amount: number
): Undated {
  return {
    provider,
    service,
    category,
    description,
    frequency: 'Recurring',
    billedCost: amount,
    effectiveCost: amount,
  };
}

function day(
  provider: ProviderName,
  service: string,
  category: SpecialCharge['category'],
  description: string,
  amount: number,
  at: number
): Omit<SpecialCharge, 'billed'> {
  return { ...whole(provider, service, category, description, amount), frequency: 'One-Time', start: at, end: at + 1 };
}

/** None of these charges has tags; they belong to the account that pays for all. */
export const specialAccount = shared.account;

function monthName(month: number): string {
  const { year, month: number } = fromDay(month);
  return `${year}-${String(number).padStart(2, '0')}`;
}
