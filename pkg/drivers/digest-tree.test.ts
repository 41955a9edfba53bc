import fc from 'fast-check';
import { digestTree, type DigestNode, type DigestOptions } from './digest-tree.ts';
import type { Leaf } from './leaf-tree.ts';
import { splitChange } from './split.ts';

function leaf(path: string, cost0: number, cost1: number, amounts?: readonly [number, number]): Leaf {
  return { path: path.split('/'), cost0, cost1, ...(amounts && { amount0: amounts[0], amount1: amounts[1] }) };
}

// checkout +30 (s3 +50, ec2 -20), search -40, mail +5, ops 0; whole -5
const leaves = [
  leaf('checkout/s3', 100, 150),
  leaf('checkout/ec2', 100, 80),
  leaf('search/ec2', 90, 50),
  leaf('mail/ses', 10, 15),
  leaf('ops/ec2', 7, 7),
];

/** `name change` per node, children indented, the fold last. */
function outline({ path, change, children, other }: DigestNode): readonly string[] {
  const below = children.flatMap(outline).map((line) => `  ${line}`);
  return [`${path.at(-1) ?? 'all'} ${change}`, ...below, ...(other ? [`  ${other.name} ${other.change}`] : [])];
}

function outlined(options: DigestOptions, of: readonly Leaf[] = leaves): readonly string[] {
  return outline(digestTree(of, options).root);
}

describe('digestTree', () => {
  it('ranks movers by how far they moved', () => {
    expect(outlined({})).toEqual([
      'all -5',
      '  search -40',
      '    ec2 -40',
      '  checkout 30',
      '    s3 50',
      '    ec2 -20',
      '  mail 5',
      '    ses 5',
      '  other (1) 0',
    ]);
  });

  it('gives the fold a name that no node beside it has', () => {
    const of = [leaf('other (2)', 0, 9), leaf('a', 0, 1), leaf('b', 0, 2)];
    expect(outlined({ limit: 1 }, of)).toEqual(['all 12', '  other (2) 9', '  other (2) #2 3']);
  });

  it.each<[string, DigestOptions, readonly string[]]>([
    ['an amount', { thresholds: { absolute: 30 } }, ['search -40', 'checkout 30', 'other (2) 5']],
    // mail 5 of 10 = 50%, search 40 of 90 = 44%, checkout 30 of 200 = 15%
    ['a part of the cost before', { thresholds: { relative: 0.4 } }, ['search -40', 'mail 5', 'other (2) 30']],
    ['exactly that part', { thresholds: { relative: 0.5 } }, ['mail 5', 'other (3) -10']],
    // 7 times 5 is 35
    ['a part of the whole change', { thresholds: { share: 7 } }, ['search -40', 'other (3) 35']],
    ['all of them', { thresholds: { absolute: 10, relative: 0.4 } }, ['search -40', 'other (3) 35']],
    ['a number of children', { limit: 2 }, ['search -40', 'checkout 30', 'other (2) 5']],
  ])('folds what does not reach %s', (_, options, below) => {
    expect(outlined({ ...options, depth: 1 })).toEqual(['all -5', ...below.map((line) => `  ${line}`)]);
  });

  it('lists rises and falls of the deepest level, wherever they are', () => {
    const { top, flop } = digestTree(leaves, { listed: 2, thresholds: { absolute: 10 } });
    expect(top.map(({ path, change }) => [path.join('/'), change])).toEqual([['checkout/s3', 50]]);
    expect(flop.map(({ path, change }) => [path.join('/'), change])).toEqual([
      ['search/ec2', -40],
      ['checkout/ec2', -20],
    ]);
    expect(digestTree(leaves, { listed: 1 }).flop).toHaveLength(1);
  });

  it('breaks ties by name', () => {
    const tied = [leaf('c', 0, 5), leaf('a', 5, 0), leaf('b', 1, 6), leaf('d', 1, 2)];
    expect(outlined({ limit: 3 }, tied)).toEqual(['all 6', '  a -5', '  b 5', '  c 5', '  other (1) 1']);
  });

  it('gives shares of the whole change', () => {
    // Orders of three CloudZero tenants, at a dollar each: 2717 + 2779 + 6242 = 11,738
    const orders = [leaf('Leonardo', 0, 2717), leaf('Raphael', 0, 2779), leaf('Michelangelo', 0, 6242)];
    const { root } = digestTree(orders);
    expect(root).toMatchObject({ cost0: 0, cost1: 11_738, change: 11_738, share: 1 });
    expect(root.children.map(({ path, share }) => [path[0], share])).toEqual([
      ['Michelangelo', 6242 / 11_738],
      ['Raphael', 2779 / 11_738],
      ['Leonardo', 2717 / 11_738],
    ]);
    // 0.1 + 0.2 - 0.3 is no change to be a part of, though doubles leave 5.6e-17.
    const level = digestTree([leaf('a', 0.1, 0), leaf('b', 0.2, 0), leaf('c', 0, 0.3)]);
    expect(level.root.share).toBeUndefined();
    expect(level.root.children[0]?.share).toBeUndefined();
  });

  it('adds deeper values up, and refuses more than five levels', () => {
    const deep = [leaf('a/b/c/d/e/f', 1, 3), leaf('a/b/c/d/e/g', 1, 4)];
    expect(outlined({ depth: 2 }, deep)).toEqual(['all 5', '  a 5', '    b 5']);
    expect(digestTree(deep).top).toMatchObject([{ path: ['a', 'b', 'c', 'd', 'e'], change: 5 }]);
    expect(() => digestTree(deep, { depth: 6 })).toThrow('at most 5 levels');
  });

  it('refuses uneven paths and what is not finite', () => {
    expect(() => digestTree([leaf('a/b', 1, 1), leaf('a', 1, 1)])).toThrow(
      '1 dimension values for a, and 2 for others'
    );
    expect(() => digestTree([leaf('a/b', 1, NaN)])).toThrow('a / b are not finite');
    expect(() => digestTree([leaf('a', 1, 1, [Infinity, 1])])).toThrow('not finite');
  });

  it('answers without leaves', () => {
    expect(digestTree([])).toMatchObject({ root: { path: [], change: 0, children: [] }, top: [], flop: [] });
  });

  it('adds amounts where all have them', () => {
    const { root } = digestTree([leaf('a/x', 1, 2, [5, 6]), leaf('a/y', 1, 2, [1, 2]), leaf('b/z', 1, 9)]);
    const [b, a] = root.children;
    expect([root.amount0, b?.amount1, a?.amount0, a?.amount1]).toEqual([undefined, undefined, 6, 8]);
    expect(root.other).toBeUndefined();
  });

  it('splits each node that is shown, and tells its maker of the children', () => {
    const seen: string[] = [];
    const { root } = digestTree([leaf('a/x', 100, 100), leaf('b/y', 100, 300), leaf('b/z', 0, 1)], {
      limit: 1,
      split: ({ path, cost0, cost1, children }) => {
        seen.push(`${path.join('/')}: ${children.map(({ name, change }) => `${name} ${change}`).join(', ')}`);
        const period = (cost: number) => ({ cells: [{ group: '', skuId: '', cost }], units: 1 });
        return splitChange(period(cost0), period(cost1));
      },
    });
    expect(seen).toEqual([': a 0, b 201', 'b: y 200, z 1', 'b/y: ']); // a and z are folded
    expect(root.split?.effects.unitCost).toBeCloseTo(201, 9);
    expect(root.children.map(({ split }) => split?.change)).toEqual([201]);
  });

  it('leaves a node without a split where its maker gives none', () => {
    expect(digestTree(leaves, { split: () => undefined }).root).not.toHaveProperty('split');
  });
});

describe('laws of the digest', () => {
  const many = fc.array(
    fc.record({
      path: fc.tuple(
        fc.constantFrom('a', 'b', 'c'),
        fc.constantFrom('x', 'y', 'z'),
        fc.constantFrom('1', '2', '3', '4')
      ),
      cost0: fc.integer({ min: -500, max: 500 }),
      cost1: fc.integer({ min: -500, max: 500 }),
    }),
    { maxLength: 60 }
  );
  const options = fc.record({
    depth: fc.integer({ min: 1, max: 3 }),
    limit: fc.integer({ min: 1, max: 4 }),
    listed: fc.integer({ min: 1, max: 5 }),
    thresholds: fc.record({ absolute: fc.integer({ min: 0, max: 300 }) }),
  });

  function inSum(node: DigestNode): void {
    const parts = [...node.children, ...(node.other ? [node.other] : [])];
    if (parts.length > 0) {
      expect(parts.reduce((sum, { cost0 }) => sum + cost0, 0)).toBe(node.cost0);
      expect(parts.reduce((sum, { change }) => sum + change, 0)).toBe(node.change);
    }
    node.children.forEach(inSum);
  }

  it('children and their fold add up to the parent', () => {
    fc.assert(
      fc.property(many, options, (given, chosen) => {
        inSum(digestTree(given, chosen).root);
      })
    );
  });

  it('the order of leaves does not matter, nor their being cut in rows', () => {
    fc.assert(
      fc.property(many, options, (given, chosen) => {
        const halves = given.map(({ path, cost0, cost1 }) => ({ path, cost0: cost0 / 2, cost1: cost1 / 2 }));
        expect(digestTree([...halves, ...halves].reverse(), chosen)).toEqual(digestTree(given, chosen));
      })
    );
  });

  it('top and flop are what sorting everything gives', () => {
    fc.assert(
      fc.property(many, options, (given, chosen) => {
        const changes = new Map<string, number>();
        for (const { path, cost0, cost1 } of given) {
          const key = path.slice(0, chosen.depth).join('/');
          changes.set(key, (changes.get(key) ?? 0) + cost1 - cost0);
        }
        const sorted = [...changes]
          .filter(([, change]) => change !== 0 && Math.abs(change) >= chosen.thresholds.absolute)
          .sort(([a, x], [b, y]) => Math.abs(y) - Math.abs(x) || (a < b ? -1 : 1));
        const { top, flop } = digestTree(given, chosen);
        const named = (movers: typeof top) => movers.map(({ path, change }) => [path.join('/'), change]);
        expect(named(top)).toEqual(sorted.filter(([, change]) => change > 0).slice(0, chosen.listed));
        expect(named(flop)).toEqual(sorted.filter(([, change]) => change < 0).slice(0, chosen.listed));
      })
    );
  });

  it('takes many leaves in one pass', () => {
    const wide = Array.from({ length: 100_000 }, (_, index) => ({
      path: [`a${index % 7}`, `r${index}`],
      cost0: index,
      cost1: index + (index % 3) - 1, // one of three falls by 1, one stays, one rises by 1
    }));
    const { root, top } = digestTree(wide);
    expect(root.change).toBe(-1); // 33,334 fall, 33,333 rise
    expect(top.map(({ change }) => change)).toEqual(Array.from({ length: 10 }, () => 1));
    // In a0 rise 14, 35, 56, … (multiples of 7 that leave 2 by 3): 1001 = 21 x 47 + 14 is the first in the order of text,
    // because none of 1, 10, 100, 1000 and 10000 to 10009 is one of them.
    expect(top[0]?.path).toEqual(['a0', 'r1001']);
  });
});
