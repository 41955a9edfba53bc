import { DateTime, type DateTimeUnit } from 'luxon';
import { listen, sends, type Answering, type Asked, type Loopback } from './loopback.ts';

/** A count that was sent to Datadog. */
export interface Submitted {
  /** ISO 8601. */
  readonly at: string;
  readonly value: number;
  readonly tags?: Readonly<Record<string, string>>;
}

export const apiKey = 'api-key-of-the-test';
export const appKey = 'app-key-of-the-test';

const units: Readonly<Record<string, DateTimeUnit>> = {
  daily: 'day',
  'weekly, monday': 'week',
  monthly: 'month',
  'yearly, january': 'year',
  '3600': 'hour',
};

const seconds: Readonly<Record<string, number>> = { daily: 86_400, '3600': 3600 };

/** Datadog's query of metrics on this machine: adds up what was submitted, as the rollup of the query says. */
export function listenAsDatadog(submitted: readonly Submitted[]): Promise<Loopback> {
  return listen((asked, response) => {
    const { 'dd-api-key': api, 'dd-application-key': app } = asked.headers;
    if (api !== apiKey || app !== appKey || asked.url.pathname !== '/api/v1/query') {
      refuses(403, 'Forbidden')(asked, response);
    } else {
      sends(200, answer(asked, submitted))(asked, response);
    }
  });
}

/** In the form of Datadog's errors. */
export function refuses(status: number, error: string, headers = {}): Answering {
  return sends(status, { errors: [error] }, headers);
}

/** Periods by their starts in seconds, exclusive of `to`, with what was submitted in them. */
function answer({ url }: Asked, submitted: readonly Submitted[]): unknown {
  const query = url.searchParams.get('query') ?? '';
  const [from, to] = [Number(url.searchParams.get('from')), Number(url.searchParams.get('to'))];
  const tags = / by \{([^}]*)\}/.exec(query)?.[1]?.split(',') ?? [];
  const [, aggregator = '', interval = '', zone = 'UTC'] =
    /\.rollup\((\w+), ([\w, ]+?)(?:, '([^']+)')?\)/.exec(query) ?? [];
  const unit = units[interval];
  if (unit === undefined) {
    return { status: 'error', error: `Rule 'rollup' didn't match at '${interval}' (api_key ${apiKey})` };
  }
  const groups = new Map<string, Map<number, number[]>>();
  for (const { at, value, tags: own = {} } of submitted) {
    const time = DateTime.fromISO(at, { zone });
    const start = time.startOf(unit).toMillis();
    if (time.toSeconds() >= from && time.toSeconds() < to) {
      const group = tags.map((tag) => `${tag}:${own[tag] ?? 'N/A'}`).join(',');
      const periods = groups.get(group) ?? new Map<number, number[]>();
      groups.set(group, periods.set(start, [...(periods.get(start) ?? []), value]));
    }
  }
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const roll = (values: readonly number[]) =>
    ({ sum: sum(values), avg: sum(values) / values.length, max: Math.max(...values) })[aggregator];
  return {
    status: 'ok',
    res_type: 'time_series',
    query,
    series: [...groups].map(([group, periods]) => ({
      metric: 'ocr.jobs',
      scope: group,
      tag_set: group === '' ? [] : group.split(','),
      unit: null,
      interval: seconds[interval],
      length: periods.size,
      pointlist: [...periods].map(([start, values]) => [start, roll(values)]),
    })),
  };
}
