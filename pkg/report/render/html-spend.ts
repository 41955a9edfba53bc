import { moneyText } from '../../drivers/amounts.ts';
import { shareText, signed } from '../amounts.ts';
import type { DigestReport, MoverLine, Report } from '../report.ts';
import { capitalised, spendAmounts } from '../words.ts';
import { tableOf } from './html-table.ts';
import { markup, type Markup } from './markup.ts';

/** What moved the bill, as a tree. */
export function spendSection(report: Report): Markup | undefined {
  const { spend, currency } = report;
  if (spend === undefined) {
    return undefined;
  }
  return markup`<section>
<h2>What moved the bill?</h2>
<p>${spendAmounts(spend, report)}</p>
${spend.digest && digestTable(spend.digest, report)}
${spend.digest && leaders(spend.digest, currency)}
</section>
`;
}

function digestTable({ dimensions, lines }: DigestReport, { period, before, currency }: Report): Markup {
  const format = moneyText(currency, lines[0]?.now ?? 0);
  const titles = [
    { text: dimensions.join(', ') },
    { text: capitalised(before.title), isNumber: true },
    { text: capitalised(period.title), isNumber: true },
    { text: 'Change', isNumber: true },
    { text: 'Share of change', isNumber: true },
  ];
  return tableOf('What moved the bill', titles, lines.map((line) => moverRow(line, format))); // prettier-ignore
}

function moverRow({ path, before, now, change, share }: MoverLine, format: (amount: number) => string): Markup {
  const level = path.length;
  const row = level === 0 ? 'all' : level > 1 ? 'deep' : '';
  return markup`<tr class="${row}"><td class="level${level}">${path.at(-1) ?? 'All'}</td><td class="number">${format(before)}</td><td class="number">${format(now)}</td><td class="number">${signed(change, format)}</td><td class="number">${shareText(share)}</td></tr>
`;
}

/** The largest movers wherever they are in the tree. */
function leaders({ top, flop }: DigestReport, currency: string): Markup | undefined {
  const format = moneyText(currency, Math.max(0, ...[...top, ...flop].map(({ change }) => Math.abs(change))));
  const list = (movers: readonly MoverLine[]) =>
    markup`<ol>${movers.map(({ path, change }) => markup`<li>${path.join(' / ')}: ${signed(change, format)}</li>`)}</ol>`;
  const rises = top.length === 0 ? undefined : markup`<div><h3>Largest rises</h3>${list(top)}</div>`;
  const falls = flop.length === 0 ? undefined : markup`<div><h3>Largest falls</h3>${list(flop)}</div>`;
  return rises || falls ? markup`<div class="charts">${rises}${falls}</div>` : undefined;
}
