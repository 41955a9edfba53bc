import type { Column, Field, Frame } from '../../model/frame.ts';
import type { Answer } from '../answer.ts';
import type { SourceFreshness } from '../leg-series.ts';
import { endColumns } from './ends.ts';
import { metaOf } from './meta.ts';

/** A row for each dataset, provider and metric behind the formulas: how far it goes and how far it is complete (design 4.10). */
export function freshnessFrames(answer: Answer): readonly Frame[] {
  const rows = distinct(answer.legs.flatMap((leg) => leg.freshness));
  const { now } = answer.plan;
  const field = (name: string, column: Column, unit?: string): Field => ({
    name,
    ...(unit !== undefined && { config: { unit } }),
    column,
  });
  const end = (name: keyof typeof endColumns, values: readonly (number | undefined)[]): Field => ({
    name,
    config: { description: endColumns[name] },
    column: finite('time', values),
  });
  return [
    {
      meta: metaOf(answer, 'table'),
      fields: [
        field('source', { type: 'string', values: rows.map(({ source }) => source) }),
        field('provider', { type: 'string', values: rows.map(({ provider }) => provider ?? null) }),
        end('newest', rows.map(({ newestEnd }) => newestEnd)), // prettier-ignore
        end('complete through', rows.map(({ completeThrough }) => completeThrough)), // prettier-ignore
        field('age', finite('number', rows.map(({ newestEnd }) => newestEnd === undefined ? undefined : Math.max(0, now - newestEnd))), 'ms'), // prettier-ignore
        field('rows', finite('number', rows.map((row) => row.rows))), // prettier-ignore
        field('bad rows', finite('number', rows.map(({ badRows }) => badRows))), // prettier-ignore
      ],
    },
  ];
}

function distinct(rows: readonly SourceFreshness[]): readonly SourceFreshness[] {
  return [...new Map(rows.map((row) => [JSON.stringify([row.source, row.provider]), row])).values()];
}

/** Closed sources end nowhere and empty ones begin nowhere: both have no value. */
function finite(type: 'time' | 'number', values: readonly (number | undefined)[]): Column {
  return {
    type,
    values: Float64Array.from(values, (value) => (Number.isFinite(value) ? (value ?? 0) : 0)),
    valid: Uint8Array.from(values, (value) => (Number.isFinite(value) ? 1 : 0)),
  };
}
