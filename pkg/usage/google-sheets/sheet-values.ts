import * as z from 'zod';
import { UnitEconomicsError } from '../../model/errors.ts';
import { googleCredentials } from '../google/credentials.ts';
import { googleFailure } from '../google/google-failure.ts';
import { outboundFetch } from '../google/outbound-fetch.ts';
import { ownFault } from '../google/own-fault.ts';
import { valuesOf, whoAsks } from '../remote/ask-service.ts';
import { callService, type CallLimits } from '../remote/call-service.ts';
import type { Outbound } from '../remote/outbound.ts';
import { ServiceFailureSignal } from '../remote/service-failure.ts';
import { connectionOf } from '../series-of.ts';
import type { SheetCell } from '../sheet/cell-reader.ts';
import type { ConnectionRequest, UsageRequest } from '../usage-source.ts';

const scope = 'https://www.googleapis.com/auth/spreadsheets.readonly';
const publicEndpoint = 'https://sheets.googleapis.com';

/** Numbers and dates come as numbers, as the sheet holds them; trailing empty cells do not come. */
const valueRange = z.object({
  range: z.string().default(''),
  values: z.custom<readonly (readonly SheetCell[])[]>(areRows).default([]),
});
export type ValueRange = z.output<typeof valueRange>;

/** By hand, because a schema takes microseconds for each of millions of cells. */
function areRows(values: unknown): boolean {
  const isCell = (cell: unknown) =>
    cell === null || typeof cell === 'string' || typeof cell === 'number' || typeof cell === 'boolean';
  return Array.isArray(values) && values.every((row: unknown) => Array.isArray(row) && row.every(isCell));
}

/** Whether there is a token to be had: what it opens, only a sheet shows. */
export async function tryToken(
  request: ConnectionRequest,
  outbound: Outbound,
  limits: CallLimits,
  signal: AbortSignal
): Promise<void> {
  const { endpoint = publicEndpoint } = connectionOf(request, 'google-sheets');
  const credentials = googleCredentials({ request, scope, timeoutMs: limits.timeoutMs }, outbound, signal);
  await callService(request, limits, signal, () => credentials.headers(new URL(endpoint)));
}

/** A range of a spreadsheet, read at once. */
export function sheetValues(
  request: UsageRequest,
  { spreadsheetId, range }: { readonly spreadsheetId: string; readonly range: string },
  outbound: Outbound,
  limits: CallLimits,
  signal: AbortSignal
): Promise<ValueRange> {
  const { name, endpoint = publicEndpoint } = connectionOf(request, 'google-sheets');
  const apiKey = request.secrets.get('serviceAccount') === undefined ? request.secrets.get('apiKey') : undefined;
  const credentials = googleCredentials({ request, scope, timeoutMs: limits.timeoutMs }, outbound, signal);
  return callService(request, limits, signal, async (attempt) => {
    // Not as a parameter of the address, which would stand in logs of proxies.
    const headers = apiKey === undefined ? await credentials.headers(new URL(endpoint)) : { 'x-goog-api-key': apiKey };
    const { sheets } = await import('@googleapis/sheets');
    const client = sheets({ version: 'v4', rootUrl: endpoint });
    try {
      const {
        status,
        data,
        headers: said,
      } = await client.spreadsheets.values.get(
        { spreadsheetId, range, valueRenderOption: 'UNFORMATTED_VALUE', dateTimeRenderOption: 'SERIAL_NUMBER' },
        {
          headers,
          fetchImplementation: outboundFetch(outbound, whoAsks(request), attempt),
          retry: false, // callService tries again
          responseType: 'json',
          validateStatus: () => true,
        }
      );
      if (status === 401) {
        credentials.forget();
      }
      if (status >= 300) {
        const withheld = [
          ...valuesOf(request.secrets),
          ...Object.values(headers).map((value) => value.replace(/^\w+ /, '')),
        ];
        throw new ServiceFailureSignal(googleFailure(status, said['retry-after'], data, withheld));
      }
      const parsed = valueRange.safeParse(data);
      if (!parsed.success) {
        throw new UnitEconomicsError(
          'badData',
          `The connection ${name} (google-sheets) answers in a form that is not that of Google Sheets; check its endpoint.`,
          { cause: parsed.error }
        );
      }
      return parsed.data;
    } catch (thrown) {
      attempt.throwIfAborted();
      throw ownFault(thrown) ?? thrown;
    }
  });
}
