import type { Notice } from '../model/frame.ts';

/** Each text once, in the order in which they came. */
export function distinctNotices(notices: readonly Notice[]): readonly Notice[] {
  return [...new Map(notices.map((notice) => [notice.text, notice])).values()];
}
