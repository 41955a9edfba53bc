import type { Data } from './data.ts';

/** A query as Grafana sends it, with the data source it is for. Instants in ms. */
export interface Question {
  readonly settings: string;
  readonly query: string;
  readonly from: number;
  readonly to: number;
}

export const dayMs = 86_400_000;
/** The first day that is generated, and the number of days in 13 months from there. */
export const firstDay = Date.UTC(2025, 10, 1);
export const days = 395;
const lastDay = new Date(firstDay + (days - 1) * dayMs).toISOString().slice(0, 10);

/** `expression` by team and day over all days, or without the last `without` of them. */
export function question({ directory, charges }: Data, expression: string, without = 0): Question {
  return {
    settings: JSON.stringify({
      schemaVersion: 1,
      currency: 'USD',
      timezone: 'UTC',
      connections: [{ name: 'bench', type: 'files', path: directory }],
      costs: [
        { name: 'cloud', connection: 'bench', format: 'focus', location: `${charges}/*.parquet`, until: lastDay },
      ],
      metrics: [
        {
          name: 'jobs',
          connection: 'bench',
          location: 'jobs.csv',
          dateColumn: 'day',
          valueColumn: 'jobs',
          dimensions: { team: 'team' },
          unit: 'job',
          additivity: 'additive',
          until: lastDay,
        },
      ],
      dimensions: [{ name: 'team', from: ['tag:team'] }],
    }),
    query: JSON.stringify({ formulas: [{ expression }], groupBy: ['team'], grain: 'day' }),
    from: firstDay,
    to: firstDay + (days - without) * dayMs,
  };
}
