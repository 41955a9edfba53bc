import type { FieldConfig } from '../../model/frame.ts';
import type { PlannedFormula } from '../plan.ts';

/** A KPI's target as Grafana's thresholds: green on its good side, red on the other. */
export function targetConfig({ target }: PlannedFormula): Pick<FieldConfig, 'thresholds'> {
  if (target === undefined) {
    return {};
  }
  const [below, above] = target.better === 'lower' ? ['green', 'red'] : ['red', 'green'];
  return {
    thresholds: {
      mode: 'absolute',
      steps: [
        { value: null, color: below },
        { value: target.value, color: above },
      ],
    },
  };
}
