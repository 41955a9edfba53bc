import { usageMetricOn } from '../../model/usage-metric.ts';
import { metricQuery } from './metric-query.ts';

const berlin = { timezone: 'Europe/Berlin', weekStart: 6, fiscalYearStart: 4 };

function sent(query: string, metric: Readonly<Record<string, unknown>> = {}, tags: readonly string[] = ['squad']) {
  const entry = { name: 'jobs', connection: 'dd', unit: 'job', additivity: 'additive', query, ...metric };
  return metricQuery(query, usageMetricOn('datadog').parse(entry), tags, berlin);
}

const text = (...args: Parameters<typeof sent>) => sent(...args).text;
const problem = (...args: Parameters<typeof sent>) => {
  try {
    return `sent: ${text(...args)}`;
  } catch (thrown) {
    return String(thrown);
  }
};

describe('a query of Datadog', () => {
  it('is grouped by the tags of the dimensions and rolled up to days of the data source', () => {
    expect(text('sum:ocr.jobs{env:prod}.as_count()')).toBe(
      "sum:ocr.jobs{env:prod} by {squad}.as_count().rollup(sum, daily, 'Europe/Berlin')"
    );
    expect(text('sum:ocr.jobs{*}', {}, ['squad', 'kube_cluster-name'])).toContain('{*} by {squad,kube_cluster-name}.');
    expect(text('sum:ocr.jobs{*}', {}, [])).toBe("sum:ocr.jobs{*}.rollup(sum, daily, 'Europe/Berlin')");
  });

  it('may stand inside functions, and filter by boolean conditions', () => {
    expect(text('default_zero(sum:a.b{env:prod AND (x:y OR NOT z:*)} by { squad }.as_count())')).toBe(
      "default_zero(sum:a.b{env:prod AND (x:y OR NOT z:*)} by {squad}.as_count().rollup(sum, daily, 'Europe/Berlin'))"
    );
    expect(text('sum:a{price:$&}')).toBe("sum:a{price:$&} by {squad}.rollup(sum, daily, 'Europe/Berlin')");
  });

  it.each([
    ['hour', '3600'],
    ['day', "daily, 'Europe/Berlin'"],
    ['week', "weekly, sunday, 'Europe/Berlin'"],
    ['month', "monthly, 'Europe/Berlin'"],
    ['year', "yearly, april, 'Europe/Berlin'"],
  ])('is rolled up to the native grain %s', (nativeGrain, interval) => {
    expect(text('sum:a{*}', { nativeGrain }, [])).toBe(`sum:a{*}.rollup(sum, ${interval})`);
  });

  it.each([
    ['average', 'avg'],
    ['max', 'max'],
    ['min', 'min'],
    ['last', 'avg'],
  ])('is rolled up as the metric aggregates over time: %s', (time, aggregator) => {
    const { text, remarks } = sent('avg:a{*}', { additivity: 'snapshot', aggregate: { time } }, []);
    expect(text).toBe(`avg:a{*}.rollup(${aggregator}, daily, 'Europe/Berlin')`);
    expect(remarks).toHaveLength(time === 'last' ? 1 : 0);
  });

  it('keeps a rollup of its own that makes the same periods, and completes it', () => {
    const daily = "sum:a{*}.rollup(sum, daily, 'Europe/Berlin')";
    expect(text('sum:a{*}.rollup(sum)', {}, [])).toBe(daily);
    expect(text('sum:a{*}.rollup( sum , daily , 12am )', {}, [])).toBe(daily);
    expect(text('sum:a{*}.rollup(sum, weekly)', { nativeGrain: 'week' }, [])).toBe(
      "sum:a{*}.rollup(sum, weekly, sunday, 'Europe/Berlin')"
    );
    expect(text('max:a{*}.rollup(max, 3600).fill(0)', { nativeGrain: 'hour', additivity: 'snapshot' }, [])).toBe(
      'max:a{*}.rollup(max, 3600).fill(0)'
    );
    expect(text("avg:a{*}.rollup(max, daily, 'Europe/Berlin')", { additivity: 'snapshot' }, [])).toContain(
      'rollup(max'
    );
  });

  it('may cut days in another zone, which is remarked', () => {
    const utc = sent('sum:a{*}.rollup(sum, 86400)', {}, []);
    expect([utc.text, utc.zone]).toEqual(['sum:a{*}.rollup(sum, 86400)', 'UTC']);
    expect(utc.remarks).toEqual(['its query cuts days in UTC, the data source in Europe/Berlin']);
    expect(sent("sum:a{*}.rollup(sum, daily, 'Asia/Tokyo')", {}, [])).toMatchObject({ zone: 'Asia/Tokyo' });
  });

  it.each([
    ['sum:a{*}.rollup(sum, 3600)', {}, "native grain day, which its query's .rollup(sum, 3600) does not make"],
    ['sum:a{*}.rollup(sum, daily, 6am)', {}, 'does not make. Leave the rollup out of the query, or write .rollup(sum,'],
    [
      'sum:a{*}.rollup(sum, weekly, monday)',
      { nativeGrain: 'week' },
      "or write .rollup(sum, weekly, sunday, 'Europe/B",
    ],
    ['sum:a{*}.rollup(sum, 604800)', { nativeGrain: 'week' }, 'does not make'],
    ["sum:a{*}.rollup(sum, daily, 'Mars/Olympus')", {}, 'does not make'],
    ['sum:a{*}.rollup(median, daily)', {}, 'does not make'],
    ['sum:a{*}.rollup(avg, daily)', {}, 'is summed over time, but its query rolls up by avg'],
    ['sum:a{*}', { nativeGrain: 'quarter' }, 'Datadog has no rollup; take month or year'],
    ['sum:a{*} by {squad}', {}, 'groups its query by {squad}, where nothing is to be grouped'],
    ['sum:a{*} / sum:b{*}', {}, 'needs a query of one Datadog metric'],
    ['system.cpu', {}, 'needs a query of one Datadog metric'],
    ['sum:a{*}.rollup(sum).rollup(sum)', {}, 'at most one rollup'],
    ['sum:a{*}.rollup(sum).fill(0).rollup(sum)', {}, 'at most one rollup'],
  ])('is refused where it contradicts the metric: %s', (query, metric, why) => {
    expect(problem(query, metric, [])).toContain(why);
  });

  it('is refused where it groups by other tags than those of the dimensions', () => {
    expect(problem('sum:a{*} by {squad,host}')).toContain(
      'The metric jobs groups its query by {squad, host}, where its dimensions are in {squad}'
    );
    expect(problem('sum:a{*} by {host}')).toContain('groups its query by {host}');
    expect(problem('sum:a{*} by {host, squad}', {}, ['squad', 'host'])).toContain('sent: ');
    expect(problem('sum:a{*}', {}, ['squad} by {host'])).toContain('is not the name of a tag');
  });
});
