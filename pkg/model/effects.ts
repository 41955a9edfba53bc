/** What a change of cost is made of, in the order in which it is told. */
export const effectNames = ['volume', 'mix', 'efficiency', 'price', 'unitCost', 'calendar', 'unsplit'] as const;
export type EffectName = (typeof effectNames)[number];
