/**
 * `{{from}}` and `{{to}}` of a request: the range that is asked for. After a colon comes `inclusive` for `to` (the end itself,
 * in place of what follows it) and a form: `iso`, `epoch`, `epochMs`, or YYYY MM DD HH mm ss and what stands between them.
 */
const placeholder = /\{\{(.*?)\}\}/gs;
const content = /^(?:from|(to)(?::(inclusive))?)(?::(iso|epoch|epochMs|(?:YYYY|MM|DD|HH|mm|ss|[-/.:_T ])+))?$/;

export interface Placeholder {
  readonly bound: 'from' | 'to';
  readonly inclusive: boolean;
  readonly form: string;
}

/** Each placeholder of a text in place of which something else is put. */
export function replacePlaceholders(text: string, put: (placeholder: Placeholder) => string): string {
  return text.replaceAll(placeholder, (whole, inside: string) => {
    const read = readPlaceholder(inside);
    return read === undefined ? whole : put(read); // parsing of the settings has refused what cannot be read
  });
}

export function hasPlaceholder(text: string): boolean {
  return text.search(placeholder) >= 0;
}

/** What is wrong with the placeholders of a text; undefined where nothing is. */
export function wrongPlaceholder(text: string): string | undefined {
  const wrong = [...text.matchAll(placeholder)].find(([, inside = '']) => readPlaceholder(inside) === undefined);
  return (
    wrong &&
    `knows no placeholder ${wrong[0]}; there are {{from}} and {{to}}, with a form such as {{from:YYYYMMDD}}, {{from:iso}}, {{to:inclusive:epochMs}}`
  );
}

function readPlaceholder(inside: string): Placeholder | undefined {
  const match = content.exec(inside.trim());
  if (match === null) {
    return undefined;
  }
  const [, to, inclusive, form = 'YYYY-MM-DD'] = match;
  return { bound: to === undefined ? 'from' : 'to', inclusive: inclusive !== undefined, form };
}
