import type { Dimension } from '../model/dimension.ts';
import type { SqlEngine } from '../storage/engine.ts';
import { join, sql, trusted, type Sql } from '../storage/sql.ts';
import { brokenRule } from './broken-rule.ts';
import { amount } from './cells.ts';
import { chargeCells } from './charge-rows.ts';
import type { RuleMatches } from './cost-source.ts';
import { KeyColumns, ruleHolds } from './dimension-sql.ts';
import type { FileGroup } from './file-groups.ts';
import { relation } from './relation.ts';

/** How often each rule of each dimension matches and wins. Dimensions that cannot be computed are left out. */
export async function readRuleMatches(
  engine: SqlEngine,
  group: FileGroup,
  dimensions: readonly Dimension[],
  zone: string,
  signal: AbortSignal
): Promise<readonly RuleMatches[]> {
  const ruled = dimensions.filter((dimension) => dimension.rules.length > 0 && brokenRule(dimension) === undefined);
  if (ruled.length === 0) {
    return [];
  }
  const { text, values } = statement(group, ruled, zone);
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
function statement(group: FileGroup, dimensions: readonly Dimension[], zone: string): Sql {
  const charges = group.format.charges(group.schema, true);
  const keys = new KeyColumns(charges);
  const billed = charges.column('BilledCost');
  const cost = billed && amount(billed);
  const sum = (test: Sql): Sql =>
    cost ? cost.sum(sql`CASE WHEN ${test} THEN a END`) : trusted('CAST(NULL AS DOUBLE)');
  const matches: Sql[] = [];
  const outcomes: Sql[] = [];
  const figures: Sql[] = [];
  dimensions.forEach(({ rules }, index) => {
    const names = rules.map((_, rule) => trusted(`r${index}_${rule}`));
    const [first, count] = [trusted(`first${index}`), trusted(`count${index}`)];
    rules.forEach((rule, at) => {
      const name = names[at] ?? first;
      matches.push(sql`coalesce(${ruleHolds(rule, keys)}, FALSE) AS ${name}`);
      figures.push(sql`CAST(count_if(${name}) AS DOUBLE)`, sum(name));
      figures.push(sql`CAST(count_if(${first} = ${trusted(String(at))}) AS DOUBLE)`);
    });
    const arms = names.map((name, at) => sql`WHEN ${name} THEN ${trusted(String(at))}`);
    const ones = names.map((name) => sql`CAST(${name} AS INTEGER)`);
    outcomes.push(sql`CASE ${join(arms, ' ')} END AS ${first}`, sql`${join(ones, ' + ')} AS ${count}`);
    figures.push(sql`CAST(count_if(${count} > 1) AS DOUBLE)`, sum(sql`${count} > 1`));
  });
  const from = relation(
    group.schema,
    group.files.map((file) => file.path)
  );
  const { bad } = chargeCells(group.schema, charges, { zone });
  return sql`SELECT ${join(figures, ', ')} FROM (SELECT *, ${join(outcomes, ', ')}
    FROM (SELECT ${join([trusted('a'), ...matches], ', ')}
      FROM (SELECT ${join([sql`${cost?.value ?? trusted('NULL')} AS a`, ...keys.selection], ', ')}
        FROM (SELECT ${join([trusted('*'), ...keys.inner], ', ')} FROM ${from}) WHERE NOT ${bad})))`;
}
