import { explain } from '../../drivers/words.ts';
import { shownEffect, type CostSplit, type GroupSplit } from '../../drivers/split.ts';
import type { Field, Frame, FrameMeta, FrameType } from '../../model/frame.ts';
import { startInstant } from '../../series/axis.ts';
import type { Analysis } from '../analysis/analysis.ts';
import { allGroups } from '../analysis/driver-periods.ts';
import { groupText } from '../analysis/sku-cells.ts';
import type { Answer } from '../answer.ts';
import { groupValues } from './labels.ts';
import { metaOf } from './meta.ts';
import { numbers, texts } from './columns.ts';
import { effectMeanings, effectTitles, shownEffects, unitFields, unitsOf } from './effects.ts';
import { openNotices, unsplitFrame } from './unsplit.ts';

type Drivers = Extract<Analysis, { kind: 'drivers' }>;

/** The split of a change of cost in the form that the query asks for. */
export function driverFrames(answer: Answer, analysis: Drivers): readonly Frame[] {
  const { drivers } = answer.plan.query;
  switch (drivers.as) {
    case 'waterfall':
      return waterfall(answer, analysis);
    case 'table':
      return table(answer, analysis);
    case 'timeseries':
      return timeseries(answer, analysis);
    case 'numeric':
      return numeric(answer, analysis);
  }
}

function metaWith(answer: Answer, type: FrameType, { compared }: Drivers): FrameMeta {
  const meta = metaOf(answer, type);
  const splits = compared.flatMap((one) => (one === undefined ? [] : [one.split]));
  return { ...meta, notices: [...(meta.notices ?? []), ...openNotices(answer, splits)] };
}

/** Bars from the cost before, effect by effect, to the cost after; `start` is the part of a bar that is not drawn. */
function waterfall(answer: Answer, drivers: Drivers): readonly Frame[] {
  const split = drivers.compared[0]?.split;
  const bars: { name: string; start: number; rise: number; fall: number; total: number; change: number }[] = [];
  if (split !== undefined) {
    let level = split.cost0;
    bars.push({ name: 'Before', start: 0, rise: 0, fall: 0, total: level, change: level });
    for (const name of shownEffects(answer, [split])) {
      const effect = shownEffect(split, name);
      const next = level + effect;
      bars.push({ name: effectTitles[name], start: Math.min(level, next), rise: Math.max(effect, 0), fall: Math.max(-effect, 0), total: 0, change: effect }); // prettier-ignore
      level = next;
    }
    bars.push({ name: 'After', start: 0, rise: 0, fall: 0, total: split.cost1, change: split.cost1 });
  }
  const unit = `currency${answer.plan.currency}`;
  const field = (name: string, pick: (bar: (typeof bars)[number]) => number): Field => ({
    name,
    config: { unit },
    column: numbers(bars.map(pick)),
  });
  return [
    {
      name: split === undefined ? '' : explain(split, drivers.subject),
      meta: metaWith(answer, 'table', drivers),
      fields: [
        { name: 'step', column: texts(bars.map(({ name }) => name)) },
        field('start', ({ start }) => start),
        field('total', ({ total }) => total),
        field('rise', ({ rise }) => rise),
        field('fall', ({ fall }) => fall),
        field('change', ({ change }) => change),
      ],
    },
  ];
}

/** A row per group by the size of its change, and one for all of them. */
function table(answer: Answer, drivers: Drivers): readonly Frame[] {
  const [compared] = drivers.compared;
  const split = compared?.split;
  const { groupBy, currency } = answer.plan;
  const rows = split === undefined ? [] : [...(groupBy.length > 0 ? ranked(split.groups) : []), split];
  const effects = shownEffects(answer, rows);
  const names = namesOf(answer);
  const keys = groupBy.map((dimension, index): Field => ({
    name: dimension.name,
    config: { displayNameFromDS: dimension.title ?? dimension.name },
    column: texts(rows.map((row) => ('group' in row ? (names.get(row.group)?.[index] ?? null) : 'all'))),
  }));
  const money = (name: string, pick: (row: GroupSplit | CostSplit) => number, description?: string): Field => ({
    name,
    config: { unit: `currency${currency}`, ...(description !== undefined && { description }) },
    column: numbers(rows.map(pick)),
  });
  const unitCosts = rows.map((row) => {
    const key = 'group' in row ? row.group : allGroups;
    return { before: compared?.unitCosts.before.get(key), after: compared?.unitCosts.after.get(key) };
  });
  const meta = metaWith(answer, 'table', drivers);
  return [
    {
      name: split === undefined ? '' : explain(split, drivers.subject),
      meta,
      fields: [
        ...keys,
        money('cost before', ({ cost0 }) => cost0),
        money('cost after', ({ cost1 }) => cost1),
        money('change', ({ change }) => change),
        ...effects.map((name) => money(effectTitles[name], (row) => shownEffect(row, name), effectMeanings[name])),
        ...unitFields(answer, { units: rows.map(unitsOf), unitCosts }),
      ],
    },
    ...(split === undefined || split.unsplit.length === 0 ? [] : [unsplitFrame(answer, split, meta)]),
  ];
}

function ranked(groups: readonly GroupSplit[]): readonly GroupSplit[] {
  return [...groups].sort((a, b) => Math.abs(b.change) - Math.abs(a.change) || (a.group < b.group ? -1 : 1));
}

function namesOf({ groups, plan }: Answer): ReadonlyMap<string, readonly string[]> {
  return new Map(groups.map((group) => [groupText(group), groupValues(group, plan.groupBy)]));
}

/** Whose effect: all groups together, or each of them. */
interface Line {
  readonly labels: Readonly<Record<string, string>>;
  readonly title: string;
  of(split: CostSplit): number | undefined;
}

function lines(answer: Answer, { compared }: Drivers): readonly Line[] {
  const effects = shownEffects(
    answer,
    compared.flatMap((one) => (one === undefined ? [] : [one.split, ...one.split.groups]))
  );
  const { groupBy } = answer.plan;
  if (groupBy.length === 0) {
    return effects.map((effect) => ({ labels: { effect }, title: effectTitles[effect], of: (split) => shownEffect(split, effect) })); // prettier-ignore
  }
  return [...namesOf(answer)].flatMap(([text, names]) =>
    effects.map((effect) => ({
      labels: { ...Object.fromEntries(names.map((name, index) => [groupBy[index]?.name ?? '', name])), effect },
      title: `${names.join(', ')}: ${effectTitles[effect]}`,
      of: (split) => {
        const own = split.groups.find(({ group }) => group === text);
        return own && shownEffect(own, effect);
      },
    }))
  );
}

function fieldOf({ labels, title }: Line, { plan }: Answer): Omit<Field, 'column'> {
  return { name: 'effect', labels, config: { unit: `currency${plan.currency}`, displayNameFromDS: title } };
}

function timeseries(answer: Answer, drivers: Drivers): readonly Frame[] {
  const { plan } = answer;
  const { buckets, calendar } = plan;
  if (buckets === undefined) {
    return [];
  }
  const times = Float64Array.from(drivers.compared, (_, bucket) => startInstant(buckets, bucket, calendar));
  const series = lines(answer, drivers).map((line) => ({
    line,
    values: drivers.compared.map((one) => one && line.of(one.split)),
  }));
  if (plan.nulls === 'keep') {
    return [
      {
        meta: metaWith(answer, 'timeseries-wide', drivers),
        fields: [
          { name: 'time', column: { type: 'time', values: times } },
          ...series.map(({ line, values }): Field => ({ ...fieldOf(line, answer), column: numbers(values) })),
        ],
      },
    ];
  }
  return series.map(({ line, values }): Frame => {
    const present = [...values.keys()].filter((index) => values[index] !== undefined);
    return {
      meta: metaWith(answer, 'timeseries-multi', drivers),
      fields: [
        { name: 'time', column: { type: 'time', values: Float64Array.from(present, (index) => times[index] ?? NaN) } },
        { ...fieldOf(line, answer), column: numbers(present.map((index) => values[index])) },
      ],
    };
  });
}

/** One number per effect and group: alert when the efficiency effect exceeds a sum, however much we grow. */
function numeric(answer: Answer, drivers: Drivers): readonly Frame[] {
  const split = drivers.compared[0]?.split;
  const meta = metaWith(answer, 'numeric-multi', drivers);
  const frames = lines(answer, drivers).flatMap((line): Frame[] => {
    const value = split && line.of(split);
    return value === undefined ? [] : [{ meta, fields: [{ ...fieldOf(line, answer), column: numbers([value]) }] }];
  });
  return frames.length > 0 ? frames : [{ meta, fields: [] }];
}
