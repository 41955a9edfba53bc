import type { CostDataset } from '../model/cost-dataset.ts';
import type { SqlEngine } from '../storage/engine.ts';
import { sql, trusted } from '../storage/sql.ts';
import { chargeCells, type ChargeTable } from './charge-rows.ts';

/** BilledCost by the month that it is invoiced in: of the billing period where the bill has one, else of the charge. */
export async function billedByMonth(
  engine: Pick<SqlEngine, 'run'>,
  table: ChargeTable,
  zone: string,
  signal: AbortSignal
): Promise<ReadonlyMap<string, number>> {
  const { charges, from } = table;
  const { dialect } = charges;
  const billed = charges.column('BilledCost');
  if (billed === undefined) {
    return new Map();
  }
  const { value, sum } = dialect.amount(billed);
  const period = charges.column('BillingPeriodStart');
  const { bad, writtenDay } = chargeCells(table, { zone });
  const day = period ? dialect.instant(period).writtenDay : writtenDay;
  const month = sql`strftime(DATE '1970-01-01' + CAST(${day} AS INTEGER), '%Y-%m')`;
  const statement = sql`SELECT m, ${dialect.cast(sum(trusted('a')), dialect.double)} FROM (SELECT ${month} AS m, ${value} AS a FROM ${from} WHERE NOT ${bad}) GROUP BY m`;
  const result = await engine.run(statement.text, statement.values, signal);
  const sums = result.numbers(1);
  return new Map(result.strings(0).flatMap((name, row) => (name === null ? [] : [[name, sums[row] ?? 0] as const])));
}

/** Each invoice against the bill, those that differ first; to the cent. */
export function reconcile(invoices: CostDataset['invoices'], billed: ReadonlyMap<string, number>): readonly string[] {
  const text = (amount: number) => amount.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const compared = invoices.map(({ month, total }) => {
    const cost = billed.get(month) ?? 0;
    const difference = cost - total;
    return Math.abs(difference) < 0.005
      ? { differs: false, words: `BilledCost equals the invoice of ${month}.` }
      : {
          differs: true,
          words: `The invoice of ${month} is ${text(total)} and BilledCost ${text(cost)}: ${text(Math.abs(difference))} ${difference < 0 ? 'less' : 'more'}.`,
        };
  });
  return [...compared.filter(({ differs }) => differs), ...compared.filter(({ differs }) => !differs)].map(({ words }) => words); // prettier-ignore
}
