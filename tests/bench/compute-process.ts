/** Prints how long `align` with `evaluateFormulas`, and the encoding of their frame, take on a million points. */
import { functionNames } from '../../pkg/formula/functions.ts';
import type { Column } from '../../pkg/model/column.ts';
import { parseQuery } from '../../pkg/model/parse-query.ts';
import { parseSettings } from '../../pkg/model/parse-settings.ts';
import { encodeFrame } from '../../pkg/plugin/arrow/encode-frame.ts';
import { align } from '../../pkg/query/align.ts';
import { evaluateFormulas } from '../../pkg/query/evaluate.ts';
import { toFrames } from '../../pkg/query/frames/to-frames.ts';
import type { LegSeries } from '../../pkg/query/leg-series.ts';
import { makePlan } from '../../pkg/query/make-plan.ts';
import type { Computed } from './compute.ts';

const groups = 100;
const hours = 10_000;
const runs = 18;
const names = ['a', 'b', 'c', 'd', 'e'];

const settings = parseSettings(
  JSON.stringify({
    connections: [{ name: 'here', type: 'files', path: '/nowhere' }],
    metrics: names.map((name) => ({
      name,
      connection: 'here',
      location: 'none.csv',
      dimensions: { team: 'team' },
      unit: 'job',
      nativeGrain: 'hour',
      additivity: 'additive',
    })),
    dimensions: [{ name: 'team', from: ['tag:team'] }],
  }),
  functionNames
);
const from = Date.UTC(2025, 0, 1);
const plan = makePlan(
  parseQuery(
    JSON.stringify({
      formulas: [{ expression: '(a + b - c) / (d + e)' }],
      groupBy: ['team'],
      grain: 'hour',
      limit: groups,
    })
  ),
  settings,
  { from, to: from + hours * 3_600_000, now: Date.UTC(2030, 0, 1), fromAlert: false, fromExpression: false }
);

/** One value in fifty is missing, elsewhere in each leg. */
function leg(seed: number): LegSeries {
  const width = plan.base.length;
  const column: Column = {
    rows: groups,
    width,
    values: Float64Array.from(
      { length: groups * width },
      (_, cell) => 1 + ((cell * 7919 + seed * 104_729) % 1000) / 10
    ),
    valid: Uint8Array.from({ length: groups * width }, (_, cell) => ((cell + seed) % 50 === 0 ? 0 : 1)),
  };
  return {
    each: { keys: Array.from({ length: groups }, (_, team) => [`team-${team}`]), column, joinsUnattributed: false },
    total: { rows: 1, width, values: column.values.slice(0, width), valid: column.valid.slice(0, width) },
    begins: { total: plan.base.starts[0] ?? 0, byKey: new Map() },
    ends: Infinity,
    rule: 'sum',
    foldable: true,
    completeThrough: Infinity,
    rows: groups * width,
    badRows: 0,
    freshness: [],
    notices: [],
  };
}

const legs = names.map((_, index) => leg(index));
/** The same arithmetic without groups, masks or rules: what this machine needs at least. */
function plainLoop([a, b, c, d, e]: readonly LegSeries[]): number {
  const [x, y, z, u, v] = [a, b, c, d, e].map((series) => series?.each.column.values ?? new Float64Array());
  const cells = new Float64Array(groups * plan.base.length);
  const began = performance.now();
  for (let cell = 0; x && y && z && u && v && cell < cells.length; cell++) {
    cells[cell] = ((x[cell] ?? 0) + (y[cell] ?? 0) - (z[cell] ?? 0)) / ((u[cell] ?? 0) + (v[cell] ?? 0));
  }
  return performance.now() - began;
}

const result: Computed = { plain: [], evaluate: [], encode: [], bytes: 0 };
for (let run = 0; run < runs; run++) {
  result.plain.push(plainLoop(legs));
  const began = performance.now();
  const aligned = align(plan, legs);
  const { answers, notices } = evaluateFormulas(plan, aligned, legs);
  result.evaluate.push(performance.now() - began);
  const [frame] = toFrames({ plan, groups: aligned.groups, formulas: answers, legs, notices });
  if (frame?.fields.length !== groups + 1 || frame.fields[1]?.column.values.length !== plan.base.length) {
    throw new Error('The answer does not have a million points.');
  }
  const encoding = performance.now();
  result.bytes = encodeFrame(frame, 'A').length;
  result.encode.push(performance.now() - encoding);
}
console.log(JSON.stringify(result));
