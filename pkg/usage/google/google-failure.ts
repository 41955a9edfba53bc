import * as z from 'zod';
import { retryAfter } from '../remote/call-service.ts';
import type { ServiceFailure } from '../remote/service-failure.ts';
import { withhold } from '../remote/withhold.ts';

/** A refusal of one of Google's APIs. */
export interface GoogleFailure extends ServiceFailure {
  readonly status: number;
  /** Such as `accessDenied` or `RATE_LIMIT_EXCEEDED`; empty where none is given. */
  readonly reason: string;
}

const refusal = z.object({
  error: z.object({
    message: z.string().default(''),
    status: z.string().default(''),
    errors: z.array(z.object({ reason: z.string().default('') })).default([]),
    details: z.array(z.object({ reason: z.string().optional() })).default([]),
  }),
});

/**
 * @param body parsed JSON, or whatever stands in its place, such as a proxy's page
 * @param withheld what the words may have repeated and must not be shown
 */
export function googleFailure(
  status: number,
  retryAfterHeader: string | null | undefined,
  body: unknown,
  withheld: readonly string[]
): GoogleFailure {
  const parsed = refusal.safeParse(body);
  const error = parsed.success ? parsed.data.error : undefined;
  const wait = retryAfter(retryAfterHeader, Date.now());
  return {
    status,
    reason: error?.errors[0]?.reason ?? error?.details.find((detail) => detail.reason)?.reason ?? error?.status ?? '',
    detail: withhold(error?.message ?? '', withheld)
      .replaceAll(/\s+/g, ' ')
      .trim(),
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
  };
}
