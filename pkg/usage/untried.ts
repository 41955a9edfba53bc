import type { Reached } from './usage-source.ts';

/** Of a connection that nothing but what is read from it can try. */
export const untried: Reached = {
  reached: 'nothing: only what is read from it shows whether it works',
  remarks: ['Add a metric, a budget or a cost dataset on it to try it.'],
};
