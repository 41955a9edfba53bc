import type { Subject } from '../drivers/words.ts';
import type { ReportContext } from './report-context.ts';

/** What sentences call the cost of all: the value that the report is limited to. */
export function namedSubject(subject: Subject, { limitedTo }: ReportContext): Subject {
  return subject.name === 'Total' && limitedTo !== undefined ? { ...subject, name: limitedTo.value } : subject;
}
