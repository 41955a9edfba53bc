import type { UnitEconomicsQuery } from '../types.ts';

/** One line for Explore's history and collapsed rows. */
export function displayText({ formulas = [], groupBy = [], grain }: UnitEconomicsQuery): string {
  const what = formulas.map(({ name, expression }) => (name ? `${name} = ${expression}` : expression)).join(', ');
  const by = groupBy.length > 0 ? ` by ${groupBy.join(', ')}` : '';
  const per = grain === undefined || grain === 'auto' ? '' : ` per ${grain}`;
  return `${what}${by}${per}`;
}
