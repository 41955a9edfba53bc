/** At most so many code points, so that no sign is cut in two. */
export function clipped(text: string, length: number): string {
  const signs = Array.from(text.slice(0, 2 * length + 2));
  return signs.length <= length ? text : `${signs.slice(0, length - 1).join('')}…`;
}

/** Without line breaks and other control characters: a value with one in it would begin another header. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
}
