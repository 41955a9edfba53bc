import type { BoundFormula, Context, LegUse } from '../formula/bound.ts';
import { commonSlots, countedSlots, type Mask } from '../series/aggregate.ts';
import type { Aligned } from './align.ts';

/** Legs that are combined over the same stretch of time: a slot on which one of them is missing leaves the sums of all. */
export interface MaskedStretch {
  readonly steps: Context['steps'];
  /** Undefined where every slot counts. */
  readonly mask: Mask | undefined;
}

export interface Masks {
  of(context: Context): Mask | undefined;
  /** The slots of which a sum is made, also where one leg stands alone: what a time basis counts. */
  counted(context: Context): Mask | undefined;
  /** Each stretch once. */
  readonly all: readonly MaskedStretch[];
}

/**
 * Which slots count for a formula (design section 4.3). Legs are held against each other only where they look at the same
 * stretch: what is missing this June says nothing of last June. Each argument of coalesce() and if() counts its own slots.
 */
export function masksOf({ uses }: Pick<BoundFormula, 'uses'>, aligned: Aligned, width: number): Masks {
  const together = new Map<string, [LegUse, ...LegUse[]]>();
  for (const use of uses) {
    const known = together.get(stretchText(use));
    if (known === undefined) {
      together.set(stretchText(use), [use]);
    } else {
      known.push(use);
    }
  }
  const columnsOf = (members: readonly LegUse[]) => [
    ...new Set(members.map(({ leg, groups }) => aligned[groups][leg]).filter((column) => column !== undefined)),
  ];
  const bySet = new Map<string, Mask | undefined>();
  const maskOf = (members: readonly LegUse[]): Mask | undefined => {
    const names = members.map(({ leg, groups }) => `${leg} ${groups}`);
    const set = names.sort().join();
    if (!bySet.has(set)) {
      bySet.set(set, commonSlots(columnsOf(members), width));
    }
    return bySet.get(set);
  };
  const stretches = new Map(
    [...together].map(([text, members]) => [text, { steps: members[0].steps, mask: maskOf(members) }])
  );
  return {
    of: (context) => stretches.get(stretchText(context))?.mask,
    counted: (context) => countedSlots(columnsOf(together.get(stretchText(context)) ?? []), width),
    all: [...stretches.values()],
  };
}

function stretchText({ steps, choice }: Context): string {
  return JSON.stringify([steps, choice]);
}
