/**
 * A text inside a line of Markdown, so that nothing in it is Markdown or HTML: a name stays a name, on one line, in its
 * table's cell. Signs that only mean something at the start of a line are left alone; no text of a report starts one.
 */
export function markdownText(text: string): string {
  return (
    text
      // eslint-disable-next-line no-control-regex
      .replace(/[\u0000-\u001f\u007f\u2028\u2029]+/g, ' ')
      .replace(/&/g, '&amp;')
      .replace(/</g, '&lt;')
      .replace(/>/g, '&gt;')
      .replace(/[\\`*_[\]|~]/g, '\\$&')
      .replace(/:(?=\/\/)/g, '\\:')
      .replace(/\bwww\./gi, (start) => `${start.slice(0, -1)}\\.`)
  );
}

/** @param rows of plain text, as many cells as titles */
export function markdownTable(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(markdownText).join(' | ')} |`;
  return [line(titles), `|${titles.map(() => ' --- |').join('')}`, ...rows.map(line)].join('\n');
}
