import { UnitEconomicsError } from '../../model/errors.ts';
import { csvSource, pageText } from '../http/read-page.ts';
import { askService, whoAsks } from '../remote/ask-service.ts';
import type { CallLimits } from '../remote/call-service.ts';
import type { Outbound, OutboundAnswer } from '../remote/outbound.ts';
import { connectionOf } from '../series-of.ts';
import type { TextSource } from '../text-stream.ts';
import type { UsageRequest } from '../usage-source.ts';

const publicEndpoint = 'https://docs.google.com';

/** A sheet published to the web, as CSV. */
export async function publishedCsv(
  request: UsageRequest,
  link: string,
  outbound: Outbound,
  limits: CallLimits,
  signal: AbortSignal
): Promise<TextSource> {
  const { endpoint = publicEndpoint } = connectionOf(request, 'google-sheets');
  const { pathname, search } = new URL(link);
  const url = new URL(pathname + search, endpoint);
  // Google serves what is published from one of many hosts of this domain.
  const hosts = [url.host, `*.googleusercontent.com${url.port === '' ? '' : `:${url.port}`}`];
  const asking = { outbound, request, scope: { who: whoAsks(request), hosts }, limits, withheld: [] };
  let answer: OutboundAnswer;
  try {
    answer = await askService(asking, { method: 'GET', url, headers: { accept: 'text/csv' } }, signal);
  } catch (thrown) {
    // Whoever is not let in is sent to the page for signing in.
    throw thrown instanceof UnitEconomicsError && thrown.code === 'notAllowed' ? notPublished(request, thrown) : thrown;
  }
  if (answer.header('content-type')?.includes('text/csv') !== true) {
    throw notPublished(request, answer.header('content-type'));
  }
  return csvSource(pageText(answer, request), 'the published sheet');
}

function notPublished({ metric }: UsageRequest, cause: unknown): UnitEconomicsError {
  return new UnitEconomicsError(
    'badSettings',
    `The metric ${metric.name} got no CSV from its link. In Google Sheets, publish the sheet (File, Share, Publish to web, CSV) and copy the link that is shown there.`,
    { cause }
  );
}
