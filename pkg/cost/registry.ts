import { BigQueryCosts } from './bigquery/bigquery-cost-source.ts';
import type { CostRequest, CostSource } from './cost-source.ts';
import { createCostSource, type CostSourceOptions, type FilesCostSource } from './files-cost-source.ts';

/** One source for every cost dataset: each request goes to the engine of its connection's type. */
export function makeCostSource(options: CostSourceOptions): FilesCostSource {
  const files = createCostSource(options);
  let made: BigQueryCosts | undefined;
  const sourceOf = ({ connection }: Pick<CostRequest, 'connection'>): CostSource =>
    connection.type === 'bigquery' ? (made ??= new BigQueryCosts({ now: options.now ?? Date.now })) : files;
  return {
    version: (request, signal) => sourceOf(request).version(request, signal),
    fetch: (request, signal) => sourceOf(request).fetch(request, signal),
    values: (request, signal) => sourceOf(request).values(request, signal),
    facts: (request, signal) => sourceOf(request).facts(request, signal),
    inspect: (request, signal) => sourceOf(request).inspect(request, signal),
    progress: (request) => sourceOf(request).progress(request),
    settled: () => files.settled(),
    close: () => files.close(),
  };
}
