import type { Data } from './data.ts';
import type { Measured } from './measured.ts';
import { question } from './question.ts';
import { median } from './statistics.ts';
import type { Workbench } from './workbench.ts';

const starts = 10;

/** What the plugin costs before it is asked anything, and after its first query on little data. */
export async function measureStart(bench: Workbench, small: Data): Promise<readonly Measured[]> {
  const handshakes: number[] = [];
  const before: number[] = [];
  for (let run = 0; run < starts; run++) {
    await bench.withPlugin(small, bench.freshCache(), (plugin) => {
      handshakes.push(plugin.handshakeMs);
      before.push(plugin.memory.now);
      return Promise.resolve();
    });
  }
  const after = await bench.withPlugin(small, bench.freshCache(), async (plugin) => {
    await plugin.ask(question(small, 'cost / jobs'));
    const answered = plugin.memory.now;
    await plugin.rollupBuilt();
    return { answered, peak: plugin.memory.peak };
  });
  const how = `median of ${starts} starts`;
  return [
    { what: 'handshake line after process start', figure: median(handshakes), unit: 'ms', target: 400, how },
    { what: 'memory before the first query', figure: median(before), unit: 'MiB', target: 100, how },
    {
      what: 'memory after the first query, little data',
      figure: after.answered,
      unit: 'MiB',
      target: 200,
      how: `${small.rows} charges; at most ${after.peak.toFixed(0)} MiB until the roll-up was built`,
    },
  ];
}
