import type { Subject } from '../drivers/words.ts';
import type { Plan } from '../query/plan.ts';
import type { ReportContext } from './report-context.ts';

/** What sentences call the cost: the dataset where the formula names one, else the value that the report is limited to. */
export function namedSubject(subject: Subject, { legs }: Plan, { limitedTo }: ReportContext): Subject {
  const cost = legs.find(({ kind }) => kind === 'cost');
  const [dataset, measure] = cost?.name.split('.') ?? [];
  const whole = subject.name === 'Total' && limitedTo !== undefined ? limitedTo.value : subject.name;
  return { ...subject, name: dataset !== undefined && measure !== undefined ? dataset : whole };
}
