import * as z from 'zod';
import { timeBasis } from './grain.ts';
import { name } from './names.ts';

/** Of every formula, in a query or in the settings. */
export const maxFormulaLength = 4000;

/** A formula with a name, defined once and used in panels, alert rules and reports. */
export const kpi = z.object({
  name,
  title: z.string().optional(),
  description: z.string().optional(),
  expression: z.string().min(1).max(maxFormulaLength),
  per: timeBasis.optional(),
  target: z.number().optional().describe('In the unit of the expression; in formulas as NAME.target'),
  better: z.enum(['lower', 'higher']).default('lower').describe('Which side of the target is the good one'),
  owner: z.string().optional(),
});
export type Kpi = z.output<typeof kpi>;
