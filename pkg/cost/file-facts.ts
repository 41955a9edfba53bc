import * as z from 'zod';

/** What one file holds, in the data source's calendar. Small enough to be kept for every file of a dataset. */
export const fileFacts = z.object({
  /** Charges, without the bad rows. */
  rows: z.number(),
  badRows: z.number(),
  badSamples: z.array(z.string()),
  /** Charges whose tags cannot be read; counted when a roll-up stumbles over them. */
  malformedTags: z.number().optional(),
  firstDay: z.number().optional(),
  lastDay: z.number().optional(),
  /** Calendar days of the longest charge. */
  maxSpan: z.number(),
  /** Per ProviderName ('' where there is none): end of its newest charge of a day or less, ms since the epoch. */
  newestEnds: z.record(z.string(), z.number()),
});
export type FileFacts = z.output<typeof fileFacts>;

export const emptyFile: FileFacts = { rows: 0, badRows: 0, badSamples: [], maxSpan: 1, newestEnds: {} };
