import { connectionOf, seriesOf } from './series-of.ts';
import { timeReader } from './times.ts';
import { UsageTableBuilder } from './table-builder.ts';
import type { UsageRequest, UsageSource, UsageTable } from './usage-source.ts';

/** Metrics whose numbers stand in the settings: never stale, because they change with the request itself. */
export const inlineUsage: UsageSource = {
  version: (request) =>
    Promise.resolve(JSON.stringify([connectionOf(request, 'inline').name, seriesOf(request, 'inline')])),
  fetch: (request) => Promise.resolve(tableOf(request)),
  describe: (request) =>
    Promise.resolve({
      reached: `${seriesOf(request, 'inline').values.length} numbers in the settings`,
      columns: ['date', 'value', ...Object.keys(request.metric.dimensions)],
      remarks: [],
    }),
  notices: () => [],
  probe: () => Promise.resolve({ reached: 'numbers in the settings', remarks: [] }),
};

function tableOf(request: UsageRequest): UsageTable {
  const { metric, part, calendar } = request;
  const dimensions = part === 'total' ? [] : Object.values(metric.dimensions);
  const table = new UsageTableBuilder(metric.name, dimensions.length);
  const time = timeReader(metric.nativeGrain, calendar.timezone);
  for (const { date, value, keys } of seriesOf(request, 'inline').values) {
    const at = time.text(date);
    if (at === undefined) {
      table.addBad(() => `${date} is no date such as ${time.example}`);
    } else {
      table.add(
        at,
        value,
        dimensions.map((key) => keys[key] ?? null)
      );
    }
  }
  return table.build();
}
