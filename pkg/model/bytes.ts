import * as z from 'zod';

const unitBytes = { B: 1, KB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30, TiB: 2 ** 40 };

/** A number of bytes, written as one or as `500MB`, `10GB` (powers of 1000) or `10GiB` (of 1024); parsed to bytes. */
export const bytes = z.union([
  z.int().positive(),
  z
    .string()
    .regex(/^\d{1,6}(B|[KMGT]i?B)$/, 'must be a whole number and B, KB, MB, GB, TB or KiB, MiB, GiB, TiB, such as 10GB')
    .transform((text, context) => {
      const [, count = '', unit = ''] = /^(\d+)(.+)$/.exec(text) ?? [];
      const size = Number(count) * (new Map(Object.entries(unitBytes)).get(unit) ?? 0);
      if (size <= 0) {
        context.addIssue({ code: 'custom', message: 'must be more than none' });
      }
      return size;
    }),
]);

/** For people: `1.5 GB`. */
export function bytesText(size: number): string {
  const [unit, divisor] =
    size >= 1e12
      ? ['TB', 1e12]
      : size >= 1e9
        ? ['GB', 1e9]
        : size >= 1e6
          ? ['MB', 1e6]
          : size >= 1e3
            ? ['kB', 1e3]
            : ['bytes', 1];
  return `${(size / divisor).toLocaleString('en', { maximumFractionDigits: 1 })} ${unit}`;
}
