import type { Report, SourceLine } from '../report.ts';
import { tableOf } from './html-table.ts';
import { markup, type Markup } from './markup.ts';

/** KPIs that could not be told, with what to do about it. */
export function failuresSection({ failures }: Report): Markup | undefined {
  return failures.length === 0
    ? undefined
    : markup`<section><h2>What could not be told?</h2><ul>${failures.map(({ title, reason }) => markup`<li>${title}: ${reason}</li>`)}</ul></section>`;
}

/** How far the data goes, and what else a reader needs in order to trust the numbers. */
export function footnotes({ freshness, notices }: Report): Markup {
  const notes = notices.map(
    ({ severity, text }) => markup`<li>${severity === 'info' ? '' : `${severity}: `}${text}</li>`
  );
  return markup`<footer>
<h2>How fresh is the data?</h2>
${tableOf('Sources', [{ text: 'Source' }, { text: 'Newest' }, { text: 'Complete through' }], freshness.map(sourceRow))}
${notes.length === 0 ? undefined : markup`<h3>Notes</h3><ul class="muted">${notes}</ul>`}
</footer>`;
}

function sourceRow({ source, provider, newest, completeThrough }: SourceLine): Markup {
  return markup`<tr><td>${source}${provider === undefined ? '' : `, ${provider}`}</td><td>${instant(newest)}</td><td>${completeThrough === undefined ? 'closed' : instant(completeThrough)}</td></tr>
`;
}

function instant(text: string | undefined): string {
  return text === undefined ? '–' : `${text.slice(0, 16).replace('T', ' ')} UTC`;
}
