import type { UnsplitReason } from './unsplit.ts';

/**
 * Cost and usage of one period. Every amount is in one currency; units and quantities are whatever the caller counts, the
 * same in every period.
 */
export interface Period {
  readonly cells: readonly Cell[];
  /**
   * Units of each group. A group that is not in it has no known units, which is not the same as 0. Left out where usage is
   * not known by group: then there is no mix.
   */
  readonly unitsByGroup?: ReadonlyMap<string, number>;
  /** Units in all; default: the sum over groups. Needed where groups must not be added (distinct) or have no usage. */
  readonly units?: number;
  /** Days of the period, where units are a stock (snapshot, distinct); left out where they are a flow. */
  readonly days?: number;
  /** Days on which a group's units are known, where these are fewer. */
  readonly daysByGroup?: ReadonlyMap<string, number>;
  /** Days with cost on which units are missing, of any group. */
  readonly daysWithout?: number;
}

/** Cost of a group's SKU. Cells with the same keys are added up. */
export interface Cell {
  /** One text for all where there are no groups. */
  readonly group: string;
  readonly skuId: string;
  /** Unit of the quantity; the same SKU in two units is two, because unlike quantities are never added. */
  readonly consumedUnit?: string;
  readonly cost: number;
  /** Left out where the charge has none; then the unit, where it is known, still says which cell it is. */
  readonly quantity?: number;
  /** Why units do not drive this cost, such as `tax`. */
  readonly unsplit?: UnsplitReason;
}
