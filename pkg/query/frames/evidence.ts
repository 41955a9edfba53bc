import type { Estimate } from '../../drivers/fit.ts';
import type { Field, Frame } from '../../model/frame.ts';
import { evidenceText } from '../../drivers/evidence-words.ts';
import type { Analysis } from '../analysis/analysis.ts';
import type { Answer } from '../answer.ts';
import { numbers, texts } from './columns.ts';
import { groupValues, labelsOf } from './labels.ts';
import { metaOf } from './meta.ts';
import { legUnit } from './units.ts';
import { divide, grafanaUnit } from '../../model/unit.ts';
import { costAndUsage } from '../analysis/compared.ts';

/** The statement for each group with the figures and conditions it rests on. */
export function evidenceFrames(answer: Answer, { groups }: Extract<Analysis, { kind: 'evidence' }>): readonly Frame[] {
  const { groupBy } = answer.plan;
  const names = answer.groups.map((group) => groupValues(group, groupBy));
  const part = (name: string, values: readonly (number | undefined)[]): Field => ({ name, config: { unit: 'percentunit' }, column: numbers(values) }); // prettier-ignore
  const perUnit = { unit: grafanaUnit(unitOfPair(answer)) };
  return [
    {
      meta: metaOf(answer, 'table'),
      fields: [
        ...groupBy.map((dimension, index): Field => ({ name: dimension.name, config: { displayNameFromDS: dimension.title ?? dimension.name }, column: texts(names.map((name) => name[index] ?? null)) })), // prettier-ignore
        { name: 'verdict', column: texts(groups.map(({ verdict }) => verdict)) },
        { name: 'statement', column: texts(groups.map(evidenceText)) },
        part('spend', groups.map(({ figures }) => figures?.spendChange)), // prettier-ignore
        part('units', groups.map(({ figures }) => figures?.unitChange)), // prettier-ignore
        part('unit cost', groups.map(({ figures }) => figures?.unitCostChange)), // prettier-ignore
        { name: 'unit cost before', config: perUnit, column: numbers(groups.map(({ figures }) => figures?.unitCost0)) },
        { name: 'unit cost after', config: perUnit, column: numbers(groups.map(({ figures }) => figures?.unitCost1)) },
        { name: 'correlation', column: numbers(groups.map(({ conditions }) => known(conditions.correlation))) },
        { name: 'periods', column: numbers(groups.map(({ conditions }) => conditions.periodsUsed)) },
        { name: 'incomplete', column: numbers(groups.map(({ conditions }) => conditions.incomplete)) },
      ],
    },
  ];
}

/** One number per group and measure: what one more unit costs, beside what does not depend on units. */
export function marginalFrames(answer: Answer, { groups }: Extract<Analysis, { kind: 'marginal' }>): readonly Frame[] {
  const meta = metaOf(answer, 'numeric-multi');
  const [formula] = answer.formulas;
  const perUnit = grafanaUnit(unitOfPair(answer));
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
      ['best lag', 'none', { value: lag.lag }],
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

function unitOfPair(answer: Answer) {
  const { costIndex, usageIndex } = costAndUsage(answer.plan.formulas, answer.plan.legs, answer.plan.query.result);
  return divide(legUnit(answer, costIndex), legUnit(answer, usageIndex ?? -1));
}

function known(estimate: Estimate): number | undefined {
  return 'value' in estimate ? estimate.value : undefined;
}
