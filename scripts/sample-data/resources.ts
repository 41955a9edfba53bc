import { shared, teams, type CostLine, type Team } from './company.ts';
import { noise, randomStream } from './random.ts';
import { providers, skus } from './skus.ts';

export interface Resource {
  /** Position in the list of all resources. */
  readonly index: number;
  readonly id: string;
  readonly sku: string;
  readonly region: string;
  readonly account: { readonly name: string; readonly id: string };
  /** JSON text; null where the provider writes nothing for a resource without tags. */
  readonly tags: string | null;
  /** Share of its line; those of one line sum to 1. */
  readonly weight: number;
}

export interface LineOfResources {
  readonly name: string;
  readonly line: CostLine;
  readonly owner: Pick<Team, 'growth' | 'shift'>;
  readonly resources: readonly Resource[];
}

/** Regions in turn, by their size: 4 in the US, 3 in Europe, 1 in Asia. */
const regionTurn = [0, 1, 0, 2, 1, 0, 1, 0] as const;

export function makeResources(seed: number): readonly LineOfResources[] {
  let index = 0;
  const owners = [...teams, { ...shared, name: undefined, product: undefined }];
  return owners.flatMap((owner) =>
    owner.lines.map((line: CostLine) => {
      const name = `${owner.name ?? 'shared'} ${line.sku}`;
      const random = randomStream(seed, `resources ${name}`);
      const sizes = Array.from({ length: line.resources }, () => noise(random, 0.5));
      const total = sizes.reduce((sum, size) => sum + size, 0);
      const resources = sizes.map((size, position) => {
        const provider = providers[skus[line.sku].provider];
        const region = provider.regions[regionTurn[position % regionTurn.length] ?? 0];
        return {
          index: index++,
          id: `${name.replace(' ', '-').toLowerCase()}-${String(position + 1).padStart(3, '0')}`,
          sku: skus[line.sku].id,
          region: region?.id ?? '',
          account: owner.account,
          tags: tagsOf(owner.name, owner.product, provider.teamTag, position),
          weight: size / total,
        };
      });
      return { name, line, owner, resources };
    })
  );
}

/**
 * As found in the wild: each provider spells the key its own way, half of checkout calls itself chk, insights knows its
 * product by the account alone, and what nobody owns has an empty object or nothing.
 */
function tagsOf(
  team: string | undefined,
  product: string | undefined,
  teamTag: string,
  position: number
): string | null {
  if (team === undefined) {
    return position % 2 === 0 ? '{}' : null;
  }
  return JSON.stringify({
    [teamTag]: team === 'checkout' && position % 2 === 1 ? 'chk' : team,
    ...(product !== 'insights' && { product }),
    env: position % 5 === 4 ? 'staging' : 'prod',
  });
}
