import {
  all,
  any,
  choose,
  coalesce,
  divided,
  isIn,
  isPresent,
  literal,
  minus,
  part,
  plus,
  times,
  when,
  zero,
  type Maybe,
} from '../expression/build.ts';
import type { Condition } from '../expression/expression.ts';
import type { SourceColumns } from '../expression/source-columns.ts';

/** Reduce what other rows cost, where the export has them as rows of their own. */
const discounts = ['Discount', 'BundledDiscount', 'EdpDiscount', 'PrivateRateDiscount', 'RiVolumeDiscount'];
const usage = ['Usage', 'DiscountedUsage', 'SavingsPlanCoveredUsage'];

/** What amortises one kind of commitment. */
interface Commitment {
  /** Type of the rows that carry its fee, and by it the part that nobody used. */
  readonly fee: string;
  readonly covered: string;
  readonly effective: Maybe;
  readonly unused: Maybe;
  /** Rows that only move money: what they cost is in the effective costs. */
  readonly moved: Maybe<Condition>;
}

/** The costs of CUR line items. A fee row of a commitment is two charges: the fee (part 0), and what was not used (part 1). */
export function awsCosts(source: SourceColumns) {
  const type = source.first('line_item_line_item_type');
  const unblended = source.first('line_item_unblended_cost');
  const net = source.first('line_item_net_unblended_cost');
  const list = source.first('pricing_public_on_demand_cost');
  const typeIn = (...types: readonly string[]): Maybe<Condition> => type && isIn(type, ...types);

  // After discounts the net column is what is paid, and rows of discounts repeat what it has taken off already.
  const paid = net && choose([when(typeIn(...discounts), coalesce(net, zero))], coalesce(net, unblended));
  const invoiced = paid ?? unblended;
  const commitments = [savingsPlans(source, typeIn), reservations(source, typeIn)].filter(isWhole);
  const isUnused = isIn(part, 1);
  const unusedOf = (fee: string): Maybe<Condition> => type && all(isUnused, isIn(type, fee));
  const splits = commitments.length > 0;
  const unlessUsed = (value: Maybe) => when(splits ? isUnused : undefined, value);

  return {
    typeIn,
    isUsage: typeIn(...usage),
    isUnused: splits ? isUnused : undefined,
    charges: splits ? choose([when(typeIn(...commitments.map(({ fee }) => fee)), literal(2))], literal(1)) : undefined,
    // Covered usage is written at its on-demand price and taken back by a negation: the invoice has neither.
    billed: choose([unlessUsed(zero), when(typeIn('SavingsPlanCoveredUsage', 'SavingsPlanNegation'), zero)], invoiced),
    effective: choose(
      [
        ...commitments.map(({ fee, unused }) => when(unusedOf(fee), unused)),
        ...commitments.map(({ covered, effective }) => when(typeIn(covered), effective)),
        ...commitments.map(({ moved }) => when(moved, zero)),
        when(typeIn('SavingsPlanCoveredUsage', 'SavingsPlanNegation'), zero),
      ],
      invoiced
    ),
    list:
      list &&
      choose(
        [
          unlessUsed(zero),
          when(typeIn('SavingsPlanNegation', ...discounts), zero),
          when(typeIn(...usage), coalesce(list, unblended)),
        ],
        invoiced
      ),
    // On-demand at the account's own rates. A reservation's usage is written with no price, so the public one takes its place.
    contracted: choose(
      [
        unlessUsed(zero),
        when(typeIn('SavingsPlanNegation'), zero),
        when(typeIn('DiscountedUsage'), coalesce(list, invoiced)),
      ],
      invoiced
    ),
  };
}

type TypeTest = (...types: readonly string[]) => Maybe<Condition>;

function savingsPlans(source: SourceColumns, typeIn: TypeTest): Commitment {
  const of = (name: string): Maybe => source.first(`savings_plan_${name}`);
  const total = of('total_commitment_to_date');
  const used = of('used_commitment');
  const unused = total && used && minus(total, used);
  const netFees = plus(
    of('net_recurring_commitment_for_billing_period'),
    of('net_amortized_upfront_commitment_for_billing_period')
  );
  const fees = plus(
    of('recurring_commitment_for_billing_period'),
    of('amortized_upfront_commitment_for_billing_period')
  );
  const discounted = times(unused, divided(netFees, fees));
  return {
    fee: 'SavingsPlanRecurringFee',
    covered: 'SavingsPlanCoveredUsage',
    effective: coalesce(of('net_savings_plan_effective_cost'), of('savings_plan_effective_cost')),
    unused: coalesce(discounted, unused),
    moved: typeIn('SavingsPlanRecurringFee', 'SavingsPlanUpfrontFee'),
  };
}

function reservations(source: SourceColumns, typeIn: TypeTest): Commitment {
  const net = (name: string): Maybe =>
    coalesce(source.first(`reservation_net_${name}`), source.first(`reservation_${name}`));
  const upfront = net('unused_amortized_upfront_fee_for_billing_period');
  const recurring = net('unused_recurring_fee');
  const reservation = source.first('reservation_reservation_a_r_n');
  const isFee = typeIn('Fee');
  // The upfront fee is a plain Fee that names its reservation.
  const isUpfront = isFee && reservation && all(isFee, isPresent(reservation));
  const isRecurring = typeIn('RIFee');
  return {
    fee: 'RIFee',
    covered: 'DiscountedUsage',
    effective: net('effective_cost'),
    unused: upfront && recurring && plus(coalesce(upfront, zero), coalesce(recurring, zero)),
    moved: isUpfront && isRecurring ? any(isRecurring, isUpfront) : isRecurring,
  };
}

/** Half of an amortisation would lose money or count it twice. */
function isWhole({ effective, unused }: Commitment): boolean {
  return effective !== undefined && unused !== undefined;
}
