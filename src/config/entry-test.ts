import { getBackendSrv } from '@grafana/runtime';
import { lastValueFrom } from 'rxjs';
import * as z from 'zod';
import { entryReport } from './health.ts';

/** What the back end found behind one saved entry; the first rows as it parsed them. */
const entryTest = entryReport.extend({
  lastDate: z.string().optional(),
  sample: z
    .object({
      columns: z.array(z.string()),
      rows: z.array(z.array(z.union([z.string(), z.number(), z.null()]))),
    })
    .optional(),
});
export type EntryTest = z.output<typeof entryTest>;

const refusal = z.object({ data: z.object({ message: z.string() }) });

/** @param entry as `metrics.NAME`; a refusal is a result too */
export async function testEntry(uid: string, entry: string): Promise<readonly EntryTest[]> {
  try {
    const { data } = await lastValueFrom(
      getBackendSrv().fetch<unknown>({
        url: `/api/datasources/uid/${encodeURIComponent(uid)}/resources/test`,
        params: { entry },
        showErrorAlert: false,
      })
    );
    return z.array(entryTest).parse(data);
  } catch (thrown) {
    const { data } = refusal.safeParse(thrown);
    const found = data?.data.message ?? 'The plugin did not answer; the log of the Grafana server says why.';
    return [{ entry, ok: false, found, remarks: [] }];
  }
}
