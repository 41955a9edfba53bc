import type { Digest } from '../../drivers/digest-tree.ts';
import type { Evidence } from '../../drivers/evidence.ts';
import type { BestLag, MarginalCost } from '../../drivers/marginal.ts';
import type { CostSplit } from '../../drivers/split.ts';
import type { Subject } from '../../drivers/words.ts';
import type { Notice } from '../../model/frame.ts';
import type { Pair } from './digest-units.ts';

/** What a result beyond the formula's own values says; each has its frames. */
export type Analysis =
  | {
      readonly kind: 'drivers';
      readonly subject: Subject;
      /** One over a range; one per bucket of a time series, undefined where a bucket is not complete or has nothing before it. */
      readonly compared: readonly (Compared | undefined)[];
      readonly notices: readonly Notice[];
    }
  | {
      readonly kind: 'digest';
      readonly subject: Subject;
      readonly digest: Digest;
      /** What a unit cost in both periods by the text of the path, as the formula counts it. */
      readonly unitCosts: ReadonlyMap<string, Pair<number | undefined>>;
      readonly notices: readonly Notice[];
    }
  /** No day of the period is complete, or there is nothing to compare it with. */
  | { readonly kind: 'no digest'; readonly notices: readonly Notice[] }
  | {
      readonly kind: 'evidence';
      readonly subject: Subject;
      readonly groups: readonly {
        readonly evidence: Evidence;
        /** Of the first and the last period, as the formula counts it. */
        readonly unitCosts: Pair<number | undefined>;
      }[];
    }
  | { readonly kind: 'marginal'; readonly groups: readonly { readonly cost: MarginalCost; readonly lag: BestLag }[] };

/** Two periods: why cost changed, and what a unit cost in each by group, as the formula counts it. */
export interface Compared {
  readonly split: CostSplit;
  readonly unitCosts: { readonly before: ReadonlyMap<string, number>; readonly after: ReadonlyMap<string, number> };
}
