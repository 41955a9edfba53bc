import { markup, type Markup } from './markup.ts';

export interface Title {
  readonly text: string;
  readonly isNumber?: boolean;
}

/** A table that scrolls by itself on a narrow screen, by keyboard too. `label` says what it is to who does not see it. */
export function tableOf(label: string, titles: readonly Title[], rows: readonly Markup[]): Markup {
  const head = titles.map(({ text, isNumber }) => markup`<th scope="col"${isNumber ? markup` class="number"` : undefined}>${text}</th>`); // prettier-ignore
  return markup`<div class="scroll" role="region" tabindex="0" aria-label="${label}"><table>
<thead><tr>${head}</tr></thead>
<tbody>${rows}</tbody>
</table></div>`;
}
