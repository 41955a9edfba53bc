import { DatadogUsage } from './datadog-usage.ts';
import { createOutbound } from './remote/outbound.ts';
import { apiKey, appKey } from './testing/datadog-server.ts';
import { listen, sends } from './testing/loopback.ts';
import { remoteRequest } from './testing/remote-request.ts';
import { day, signal } from './testing/usage-files.ts';

/** A million points: 1,000 squads on 1,000 days, with the values 0 to 999,999. */
const squads = 1000;
const from = day('2023-06-15');
const sum = (999_999 * 1_000_000) / 2;

it('a million points are one request and a million rows', async () => {
  const server = await listen((asked, response) => {
    const series = Array.from({ length: squads }, (_, squad) => ({
      metric: 'ocr.jobs',
      scope: `squad:squad-${squad}`,
      tag_set: [`squad:squad-${squad}`],
      pointlist: Array.from({ length: 1000 }, (__, index) => [(from + index) * 86_400_000, squad * 1000 + index]),
    }));
    sends(200, { status: 'ok', res_type: 'time_series', series })(asked, response);
  });
  try {
    const usage = new DatadogUsage({ now: () => Date.parse('2026-03-12T00:00:00Z') }, createOutbound(), []);
    const request = remoteRequest(
      'datadog',
      { endpoint: server.url, timeout: '5m' },
      { query: 'sum:ocr.jobs{*}.as_count()', dimensions: { team: 'squad' } },
      { secrets: { apiKey, appKey }, days: { from, to: from + 1000 } }
    );
    const table = await usage.fetch(request, signal);
    expect([table.rows, table.badRows, server.asked.length]).toEqual([1_000_000, 0, 1]);
    expect(table.values.reduce((total, value) => total + value, 0)).toBe(sum);
    expect(new Set(table.dimensions[0]).size).toBe(squads);
    expect([table.times.at(0), table.times.at(-1)]).toEqual([from, from + 999]);
  } finally {
    await server.close();
  }
});
