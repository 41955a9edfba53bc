import type { CatalogView } from '../catalog/catalog.ts';

export interface Example {
  readonly title: string;
  readonly expression: string;
}

/** Formulas with names that this data source really has; general ones where it has none. */
export function examples({
  metrics,
  kpis,
  costs,
}: Pick<CatalogView, 'metrics' | 'kpis' | 'costs'>): readonly Example[] {
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
    { title: 'A share of the whole, in %', expression: 'cost / total(cost) * 100' },
    { title: 'Change against one bucket earlier, in %', expression: '(cost / previous(cost) - 1) * 100' },
    { title: 'What discounts saved', expression: 'list_cost - effective_cost' },
    ...(costs[0]
      ? [{ title: `Billed cost of ${costs[0].title} alone`, expression: `${costs[0].name}.billed_cost` }]
      : []),
    ...(kpi ? [{ title: `The KPI ${kpi.title}`, expression: kpi.name }] : []),
  ];
}
