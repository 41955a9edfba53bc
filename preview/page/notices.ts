import type { PanelData, QueryResultMetaNotice } from '@grafana/data';

/** Notices of all frames, each text once: frames of one answer carry the same ones. */
export function noticesOf({ series }: PanelData): QueryResultMetaNotice[] {
  const all = series.flatMap(({ meta }) => meta?.notices ?? []);
  return [...new Map(all.map((notice) => [notice.text, notice])).values()];
}

export function errorOf({ errors }: PanelData): string | undefined {
  const texts = (errors ?? []).map(({ refId, message, data }) => {
    const text = message ?? data?.message ?? 'The query failed.';
    return refId === undefined ? text : `${refId}: ${text}`;
  });
  return texts.length === 0 ? undefined : texts.join('\n');
}
