import { mapEstimate, type Estimate } from '../../drivers/fit.ts';
import type { Field, Frame } from '../../model/frame.ts';
import { evidenceText } from '../../drivers/evidence-words.ts';
import type { Analysis } from '../analysis/analysis.ts';
import type { Answer } from '../answer.ts';
import { numbers, texts } from './columns.ts';
import { groupValues, labelsOf } from './labels.ts';
import { metaOf } from './meta.ts';
import { unitCostUnit, volumeOf } from './units.ts';
import { grafanaUnit } from '../../model/unit.ts';

/** The statement for each group with the figures and conditions it rests on. */
export function evidenceFrames(
  answer: Answer,
  { groups, subject }: Extract<Analysis, { kind: 'evidence' }>
): readonly Frame[] {
  const { groupBy } = answer.plan;
  const names = answer.groups.map((group) => groupValues(group, groupBy));
  const part = (name: string, values: readonly (number | undefined)[]): Field => ({ name, config: { unit: 'percentunit' }, column: numbers(values) }); // prettier-ignore
  const volume = volumeOf(answer)?.title ?? 'units';
  const perUnit = {
    unit: grafanaUnit(unitCostUnit(answer)),
    description: `Of the first and the last period, per unit of ${volume}, as the formula counts it`,
  };
  const found = groups.map(({ evidence }) => evidence);
  return [
    {
      meta: metaOf(answer, 'table'),
      fields: [
        ...groupBy.map((dimension, index): Field => ({ name: dimension.name, config: { displayNameFromDS: dimension.title ?? dimension.name }, column: texts(names.map((name) => name[index] ?? null)) })), // prettier-ignore
        { name: 'verdict', column: texts(found.map(({ verdict }) => verdict)) },
        { name: 'statement', column: texts(found.map((evidence) => evidenceText(evidence, subject.unit))) },
        part('spend', found.map(({ figures }) => figures?.spendChange)), // prettier-ignore
        part('units', found.map(({ figures }) => figures?.unitChange)), // prettier-ignore
        part('unit cost', found.map(({ figures }) => figures?.unitCostChange)), // prettier-ignore
        { name: 'unit cost before', config: perUnit, column: numbers(groups.map(({ unitCosts }) => unitCosts[0])) },
        { name: 'unit cost after', config: perUnit, column: numbers(groups.map(({ unitCosts }) => unitCosts[1])) },
        { name: 'correlation', column: numbers(found.map(({ conditions }) => known(conditions.correlation))) },
        { name: 'periods', column: numbers(found.map(({ conditions }) => conditions.periodsUsed)) },
        { name: 'incomplete', column: numbers(found.map(({ conditions }) => conditions.incomplete)) },
        part('coverage', found.map(({ conditions }) => conditions.coverage)), // prettier-ignore
      ],
    },
  ];
}

/** One number per group and measure: what one more unit costs, beside what does not depend on units. */
export function marginalFrames(answer: Answer, { groups }: Extract<Analysis, { kind: 'marginal' }>): readonly Frame[] {
  const meta = metaOf(answer, 'numeric-multi');
  const [formula] = answer.formulas;
  const perUnit = grafanaUnit(unitCostUnit(answer));
  const frames = groups.flatMap(({ cost, lag }, row) => {
    const group = answer.groups[row];
    if (group === undefined || formula === undefined) {
      return [];
    }
    const measures: readonly (readonly [name: string, unit: string, value: Estimate])[] = [
      ['marginal cost', perUnit, cost.marginal],
      ['fixed cost per bucket', `currency${answer.plan.currency}`, cost.fixed],
      ['elasticity', 'none', cost.elasticity],
      ['correlation', 'none', cost.correlation],
      ['best lag', 'none', mapEstimate(lag.correlation, () => ({ value: lag.lag }))],
      ['correlation at best lag', 'none', lag.correlation],
    ];
    return measures.flatMap(([measure, unit, estimate]): Frame[] => {
      const value = known(estimate);
      const names = groupValues(group, answer.plan.groupBy);
      const labels = { ...labelsOf(answer, group, formula.formula), measure };
      const title = [...names, measure].join(': ');
      return value === undefined
        ? []
        : [{ meta, fields: [{ name: 'value', labels, config: { unit, displayNameFromDS: title }, column: numbers([value]) }] }]; // prettier-ignore
    });
  });
  return frames.length > 0 ? frames : [{ meta, fields: [] }];
}

function known(estimate: Estimate): number | undefined {
  return 'value' in estimate ? estimate.value : undefined;
}
