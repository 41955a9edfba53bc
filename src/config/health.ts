import { getBackendSrv } from '@grafana/runtime';
import { lastValueFrom } from 'rxjs';
import * as z from 'zod';

export const entryReport = z.object({
  entry: z.string(),
  ok: z.boolean(),
  found: z.string(),
  remarks: z.array(z.string()),
});
export type EntryReport = z.output<typeof entryReport>;

const healthAnswer = z.object({
  status: z.string(),
  message: z.string().default(''),
  details: z.object({ entries: z.array(entryReport).default([]) }).default({ entries: [] }),
});

export interface Health {
  readonly ok: boolean;
  readonly message: string;
  readonly entries: readonly EntryReport[];
}

/** What Save & test asks, told entry by entry. Grafana answers a failed check with a 400 that carries the same body. */
export async function checkHealth(uid: string): Promise<Health> {
  let answer: unknown;
  try {
    const response = await lastValueFrom(
      getBackendSrv().fetch<unknown>({
        url: `/api/datasources/uid/${encodeURIComponent(uid)}/health`,
        showErrorAlert: false,
      })
    );
    answer = response.data;
  } catch (thrown) {
    answer = typeof thrown === 'object' && thrown !== null && 'data' in thrown ? thrown.data : undefined;
  }
  const parsed = healthAnswer.safeParse(answer);
  if (!parsed.success) {
    return { ok: false, message: 'The plugin did not answer; the log of the Grafana server says why.', entries: [] };
  }
  const { status, message, details } = parsed.data;
  return { ok: status === 'OK', message, entries: details.entries };
}
