import { groupFunctions, scalarFunctions, timeFunctions, type FunctionInfo } from './functions.ts';
import { maxFormulaLength } from '../model/kpi.ts';
import { maxFormulaDepth } from './depth.ts';

/** The formula language in words: the editor's help and docs/formulas.md are both made of it. */
export interface GuideSection {
  readonly title: string;
  readonly text: string;
  /** What is written, and what it means. */
  readonly rows: readonly { readonly written: string; readonly means: string; readonly example?: string }[];
}

function rowsOf(table: Readonly<Record<string, FunctionInfo>>): GuideSection['rows'] {
  return Object.values(table).map(({ signature, help, example }) => ({ written: signature, means: help, example }));
}

export const guide: readonly GuideSection[] = [
  {
    title: 'Names',
    text: 'A name is looked up as a leg of the query, a measure, a KPI, a budget, a metric, in this order. Names are lower case.',
    rows: [
      { written: 'cost', means: 'Effective cost of every dataset in the total; the same as effective_cost.' },
      { written: 'billed_cost', means: 'What the invoices say; total_cost is the same.' },
      { written: 'list_cost, contracted_cost', means: 'Cost at list or contracted prices. A formula with one of them restricts all its cost legs to ChargeCategory Usage.' }, // prettier-ignore
      { written: 'cloud.billed_cost', means: 'A measure of one dataset.' },
      { written: 'commitment_utilization, commitment_coverage', means: 'Percentages of commitment discounts; savings_against_list and savings_against_contracted are money.' }, // prettier-ignore
      { written: 'ocr_jobs', means: 'A usage metric, a budget or a KPI of the settings.' },
      { written: 'cost_per_job.target', means: "A KPI's target, in the KPI's unit." },
    ],
  },
  {
    title: 'Numbers and lengths of time',
    text: 'Numbers may hold _ between digits. Lengths of time are second arguments of timeShift and rolling.',
    rows: [
      { written: '1000, 1_000_000, 0.5, 1e6', means: 'Numbers. A power of ten that multiplies or divides something counted becomes its scale: cost / (jobs / 1000) is in USD / 1k jobs.' }, // prettier-ignore
      { written: 'true, false', means: '1 and 0.' },
      { written: '28d, 4w, 1mo, 1q, 1y, 12h', means: 'Days, weeks, months, quarters, years, hours.' },
      { written: '1 DAY, 2 WEEKS, 1 MONTH', means: 'The same in words.' },
    ],
  },
  {
    title: 'Operators',
    text: 'From the loosest to the tightest. Those of one line are worked out from left to right, ^ from right to left.',
    rows: [
      { written: 'a ? b : c', means: 'b where a is not 0, otherwise c.' },
      { written: 'a || b', means: '1 if one of them is not 0.' },
      { written: 'a && b', means: '1 if neither is 0.' },
      { written: 'a == b, a != b', means: '1 or 0.' },
      { written: 'a < b, a <= b, a > b, a >= b', means: '1 or 0.' },
      { written: 'a + b, a - b', means: 'Both need the same unit.' },
      { written: 'a * b, a / b, a % b', means: 'Units multiply and cancel. % is the remainder, with the sign of a.' },
      { written: 'a ^ b', means: 'Power. A sign before it needs brackets: -(x^2).' },
      { written: '-a, !a', means: 'The negative; 1 where a is 0.' },
    ],
  },
  {
    title: 'Functions of values',
    text: 'They take values side by side, bucket by bucket and group by group.',
    rows: rowsOf(scalarFunctions),
  },
  {
    title: 'Functions over time',
    text: 'They evaluate x again over another stretch of time, every leg aggregated by its own rule: a ratio is never averaged. They can be nested.',
    rows: rowsOf(timeFunctions),
  },
  {
    title: 'Functions over groups',
    text: 'They look beyond the group.',
    rows: rowsOf(groupFunctions),
  },
  {
    title: 'Missing values',
    text: 'Missing is not zero, and a value is never infinite.',
    rows: [
      { written: 'x / 0', means: 'Missing, with a notice. coalesce(x / y, 0) decides otherwise.' },
      {
        written: 'a + b',
        means: 'Missing where one of them is. A day on which one is missing leaves the sums of both.',
      },
      { written: 'a / timeShift(b, 1mo)', means: 'They look at different days, so that a day missing in one leaves the other whole.' }, // prettier-ignore
      { written: 'coalesce(a, 0) + b', means: 'Each argument of coalesce and if counts its own days: a day without a is 0 + b, and the sum of b keeps it.' }, // prettier-ignore
      { written: 'cost', means: '0 where there is no charge up to the day through which the bill is complete; missing before the data and after it, but 0 after the last day (until) of a closed dataset.' }, // prettier-ignore
    ],
  },
  {
    title: 'Units and time',
    text: 'Units are checked before anything is read.',
    rows: [
      { written: 'cost / jobs', means: 'USD / job. The same at every grain.' },
      { written: 'cost / customers', means: 'USD / customer / month: a flow over a stock has a time basis, set by per: day, month, year or bucket. A KPI has its own.' }, // prettier-ignore
      { written: '(cost - previous(cost)) / customers', means: 'Refused: its parts cover two stretches of time, and the time basis is that of the stretch which the flow covers. monthToDate(cost) / customers is in USD / customer / month.' }, // prettier-ignore
      { written: '(cost / revenue) * 100', means: '%, where revenue counts in the currency of the data source. Times 1000 it is per 1k.' }, // prettier-ignore
      { written: 'cost / (jobs / 1000) * jobs', means: 'USD: what cancels takes its scale along, so that 5 USD / 1k jobs times 4000 jobs is 20 USD.' }, // prettier-ignore
      { written: 'cost - 0.1 * budget', means: 'USD: money has no scale, a tenth of it is an amount.' },
      { written: 'cost + jobs', means: 'Refused: cannot add USD and jobs.' },
    ],
  },
  {
    title: 'Limits',
    text: 'A formula that goes beyond is refused with the place.',
    rows: [
      { written: `${maxFormulaLength} characters`, means: 'Length of a formula.' },
      { written: `${maxFormulaDepth} levels`, means: 'Brackets, functions, conditions and signs within each other. A sum may have as many terms as fit.' }, // prettier-ignore
      { written: '12 steps', means: 'Functions over time within each other.' },
      { written: '10 levels', means: 'KPIs that use KPIs.' },
    ],
  },
];

/** The guide as Markdown. */
export function guideMarkdown(): string {
  const cell = (text: string) => text.replaceAll('|', '\\|');
  const sections = guide.map(({ title, text, rows }) => {
    const withExamples = rows.some(({ example }) => example !== undefined);
    const head = withExamples
      ? ['| written | means | example |', '|---|---|---|']
      : ['| written | means |', '|---|---|'];
    const lines = rows.map(({ written, means, example }) =>
      withExamples
        ? `| \`${cell(written)}\` | ${cell(means)} | \`${cell(example ?? '')}\` |`
        : `| \`${cell(written)}\` | ${cell(means)} |`
    );
    return [`## ${title}`, text, '', ...head, ...lines].join('\n');
  });
  return [
    '# Formulas',
    'A formula says what is divided by what. Every leg is first aggregated to the bucket, the range or the total, by its own rule; then the formula runs. This page is written by `npm run formulas` from `pkg/formula/guide.ts`, of which the help in the editor is made too.',
    '',
    ...sections.flatMap((section) => [section, '']),
    costoryForms,
    '',
  ].join('\n');
}

const costoryForms = [
  "## Costory's forms",
  'They work unchanged: `a / b`, `list_cost - total_cost`, `(cost / revenue) * 100`, `cost / (api_requests / 1_000_000)`,',
  '`(a - timeShift(a, 1 DAY)) / abs(timeShift(a, 1 DAY))`.',
].join('\n');
