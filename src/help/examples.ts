import type { CatalogView } from '../catalog/catalog.ts';

export interface Example {
  readonly title: string;
  readonly expression: string;
}

type Known = Pick<CatalogView, 'metrics' | 'kpis' | 'costs' | 'budgets'>;

/** Formulas with names that this data source really has; general ones where it has none. */
export function examples(known: Known): readonly Example[] {
  const { metrics, kpis, costs } = known;
  const flow = metrics.find(({ additivity }) => additivity === 'additive');
  const stock = metrics.find(({ additivity }) => additivity !== 'additive');
  const [kpi] = kpis;
  const jobs = flow?.name ?? 'jobs';
  const customers = stock?.name ?? 'active_customers';
  return [
    { title: 'What was spent', expression: 'cost' },
    { title: `Cost per ${flow?.unit ?? 'job'}`, expression: `cost / ${jobs}` },
    { title: `Cost per 1,000 ${flow?.unit ?? 'job'}s`, expression: `cost / (${jobs} / 1_000)` },
    { title: `Cost per ${stock?.unit ?? 'customer'} and month`, expression: `cost / ${customers}` },
    { title: "A group's share of the whole, in %", expression: '100 * share(cost)' },
    { title: 'Change against one bucket earlier, in %', expression: '(cost / previous(cost) - 1) * 100' },
    {
      title: `Cost per ${flow?.unit ?? 'job'} over the last four weeks`,
      expression: `rolling(cost / ${jobs}, 28d)`,
    },
    { title: 'What discounts saved', expression: 'list_cost - effective_cost' },
    ...(costs[0]
      ? [{ title: `Billed cost of ${costs[0].title} alone`, expression: `${costs[0].name}.billed_cost` }]
      : []),
    ...(kpi ? [{ title: `The KPI ${kpi.title}`, expression: kpi.name }] : []),
    ...planned(known),
  ];
}

/** Formulas that hold what was against what was planned: they need a budget, or a KPI with a target. */
function planned({ budgets, kpis }: Known): readonly Example[] {
  const [budget] = budgets;
  const aimed = kpis.find(({ target }) => target !== undefined);
  return [
    ...(budget
      ? [
          {
            title: `How much of ${budget.title} is spent so far in the month, in %`,
            expression: `100 * monthToDate(cost) / monthToDate(${budget.name})`,
          },
          { title: `What is left of ${budget.title}`, expression: `${budget.name} - cost` },
        ]
      : []),
    ...(aimed
      ? [
          {
            title: `${aimed.title} above its target, in %`,
            expression: `(${aimed.name} / ${aimed.name}.target - 1) * 100`,
          },
        ]
      : []),
  ];
}
