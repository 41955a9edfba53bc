import type { Dimension } from '../model/dimension.ts';
import type { SqlRunner } from '../storage/engine.ts';
import { join, sql, trusted, type Sql } from '../storage/sql.ts';
import { brokenRule } from './broken-rule.ts';
import { chargeCells, type ChargeTable } from './charge-rows.ts';
import type { RuleMatches } from './cost-source.ts';
import { KeyColumns, ruleHolds } from './dimension-sql.ts';

/** How often each rule of each dimension matches and wins. Dimensions that cannot be computed are left out. */
export async function readRuleMatches(
  engine: SqlRunner,
  table: ChargeTable,
  dimensions: readonly Dimension[],
  zone: string,
  signal: AbortSignal
): Promise<readonly RuleMatches[]> {
  const ruled = dimensions.filter((dimension) => dimension.rules.length > 0 && brokenRule(dimension) === undefined);
  if (ruled.length === 0) {
    return [];
  }
  const { text, values } = statement(table, ruled, zone);
  const result = await engine.run(text, values, signal);
  let column = 0;
  const next = (): number => result.numbers(column++)[0] || 0; // NaN: a sum over nothing
  return ruled.map(({ name, rules }) => ({
    dimension: name,
    rules: rules.map(() => ({ matched: next(), cost: next(), won: next() })),
    overlap: { charges: next(), cost: next() },
  }));
}

/** One row; for each dimension matched, cost and won of each rule, then charges and cost of the overlap. */
function statement(table: ChargeTable, dimensions: readonly Dimension[], zone: string): Sql {
  const { charges, from } = table;
  const { dialect } = charges;
  const count = (test: Sql): Sql => dialect.cast(dialect.countIf(test), dialect.double);
  const keys = new KeyColumns(charges);
  const billed = charges.column('BilledCost');
  const cost = billed && dialect.amount(billed);
  const sum = (test: Sql): Sql =>
    cost ? cost.sum(sql`CASE WHEN ${test} THEN a END`) : dialect.cast(trusted('NULL'), dialect.double);
  const matches: Sql[] = [];
  const outcomes: Sql[] = [];
  const figures: Sql[] = [];
  dimensions.forEach(({ rules }, index) => {
    const names = rules.map((_, rule) => trusted(`r${index}_${rule}`));
    const [first, hits] = [trusted(`first${index}`), trusted(`count${index}`)];
    rules.forEach((rule, at) => {
      const name = names[at] ?? first;
      matches.push(sql`coalesce(${ruleHolds(rule, keys)}, FALSE) AS ${name}`);
      figures.push(count(name), sum(name));
      figures.push(count(sql`${first} = ${trusted(String(at))}`));
    });
    const arms = names.map((name, at) => sql`WHEN ${name} THEN ${trusted(String(at))}`);
    const ones = names.map((name) => sql`CAST(${name} AS INTEGER)`);
    outcomes.push(sql`CASE ${join(arms, ' ')} END AS ${first}`, sql`${join(ones, ' + ')} AS ${hits}`);
    figures.push(count(sql`${hits} > 1`), sum(sql`${hits} > 1`));
  });
  const { bad } = chargeCells(table, { zone });
  return sql`SELECT ${join(figures, ', ')} FROM (SELECT *, ${join(outcomes, ', ')}
    FROM (SELECT ${join([trusted('a'), ...matches], ', ')}
      FROM (SELECT ${join([sql`${cost?.value ?? trusted('NULL')} AS a`, ...keys.selection], ', ')}
        FROM (SELECT ${join([trusted('*'), ...keys.inner], ', ')} FROM ${from}) WHERE NOT ${bad})))`;
}
