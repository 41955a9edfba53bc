import { UnitEconomicsError } from '../../model/errors.ts';
import { isRecord } from '../../model/issues.ts';
import { whoAsks } from '../remote/ask-service.ts';
import type { OutboundAnswer } from '../remote/outbound.ts';
import { seriesOf } from '../series-of.ts';
import type { TextSource } from '../text-stream.ts';
import type { UsageRequest } from '../usage-source.ts';
import { search } from './jmespath.ts';

/** Characters of CSV that are parsed at once. */
const chunkLength = 1 << 20;

/** A page as text. @throws badData for bytes that are not in the charset they claim */
export function pageText(answer: OutboundAnswer, request: UsageRequest): string {
  const [, charset = 'utf-8'] = /charset="?([^\s";]+)/i.exec(answer.header('content-type') ?? '') ?? [];
  try {
    return new TextDecoder(charset, { fatal: true }).decode(answer.body);
  } catch (cause) {
    throw unreadable(request, `answers with text that is not in ${charset}`, 'Serve it as UTF-8', cause);
  }
}

export function jsonOf(text: string, answer: OutboundAnswer, request: UsageRequest): unknown {
  try {
    const document: unknown = JSON.parse(text);
    return document;
  } catch {
    const type = answer.header('content-type') ?? 'no content type';
    throw unreadable(request, `answers with no JSON (${type})`, 'Check path and format of the metric');
  }
}

/** The rows in a JSON answer. @throws badData where there is no list */
export async function rowsIn(document: unknown, request: UsageRequest): Promise<readonly unknown[]> {
  const { rows: expression } = seriesOf(request, 'http');
  const found = await search(request.metric.name, 'rows', document, expression);
  if (isList(found)) {
    return found;
  }
  const keys = isRecord(document) ? `, whose keys are ${Object.keys(document).slice(0, 20).join(', ')}` : '';
  throw unreadable(
    request,
    `gives ${kindOf(found)} where rows: ${expression} should lead to a list in the answer${keys}`,
    `Correct rows; where an absent list means no rows, write ${expression} || \`[]\``
  );
}

/** CSV in pieces, as its reader takes text from files. */
export function csvSource(text: string, label: string): TextSource {
  function* chunks(signal: AbortSignal): Generator<string, void> {
    for (let at = 0; at < text.length; at += chunkLength) {
      signal.throwIfAborted();
      yield text.slice(at, at + chunkLength);
    }
  }
  return { label, chunks };
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function kindOf(value: unknown): string {
  return value === null ? 'nothing' : isRecord(value) ? 'an object' : `a ${typeof value}`;
}

function unreadable(request: UsageRequest, what: string, wayOut: string, cause?: unknown): UnitEconomicsError {
  return new UnitEconomicsError(
    'badData',
    `The metric ${request.metric.name} cannot be read. ${whoAsks(request)} ${what}. ${wayOut}.`,
    { cause }
  );
}
