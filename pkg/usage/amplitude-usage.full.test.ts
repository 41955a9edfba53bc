import { AmplitudeUsage } from './amplitude-usage.ts';
import { createOutbound } from './remote/outbound.ts';
import { listen, sends, type Asked } from './testing/loopback.ts';
import { growthDuring } from './testing/most-memory.ts';
import { remoteRequest } from './testing/remote-request.ts';
import { day, signal } from './testing/usage-files.ts';

/** 999 groups, as many as one answer may have, on 1,002 days: 1,000,998 rows. A group's value is its number. */
const groups = 999;
const days = 1002;
const from = day('2023-06-01');
/** Of the answers, their texts, their series and the table; a copy of each point more would show. */
const maxGrowth = 768 << 20;

/** First and last day of a request, and what it asks for: a point each day and group. */
function answerOf({ url }: Asked): unknown {
  const bound = (name: string) =>
    day((url.searchParams.get(name) ?? '').replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3'));
  const length = bound('end') - bound('start') + 1;
  const xValues = Array.from({ length }, (_, index) =>
    new Date((bound('start') + index) * 86_400_000).toISOString().slice(0, 10)
  );
  const numbers = Array.from({ length: groups }, (_, group) => group);
  return {
    data: {
      series: numbers.map((group) => xValues.map(() => group)),
      seriesMeta: numbers.map((group) => `plan ${group}`),
      xValues,
    },
  };
}

it('a million points come in pieces and are a million rows', async () => {
  const server = await listen((asked, response) => {
    sends(200, answerOf(asked))(asked, response);
  });
  try {
    const usage = new AmplitudeUsage({ now: () => Date.parse('2026-03-12T00:00:00Z') }, createOutbound(), []);
    const request = remoteRequest(
      'amplitude',
      { endpoint: server.url, timeout: '5m' },
      { unit: 'user', additivity: 'distinct', dimensions: { plan: 'gp:plan' }, total: {} },
      { secrets: { apiKey: 'key', secretKey: 'secret' }, days: { from, to: from + days } }
    );
    const growth = await growthDuring(async () => {
      const table = await usage.fetch(request, signal);
      expect([table.rows, table.badRows]).toEqual([groups * days, 0]);
      // 0 + 1 + … + 998 on each day.
      expect(table.values.reduce((total, value) => total + value, 0)).toBe(((998 * 999) / 2) * days);
      expect(new Set(table.dimensions[0]).size).toBe(groups);
      const times = new Set(table.times);
      expect([times.size, Math.min(...times), Math.max(...times)]).toEqual([days, from, from + days - 1]);
    });
    expect(growth).toBeLessThan(maxGrowth);
    // 40 days each, because a group counts as four conditions: 25 of them and two days.
    expect(server.asked).toHaveLength(26);
  } finally {
    await server.close();
  }
});
