import { CoreApp } from '@grafana/data';
import { type KeyboardEvent, useState } from 'react';
import type { UnitEconomicsQuery } from '../types.ts';

/** When what is written in text fields runs. */
export interface Runs {
  /** Whether leaving a field runs what was written in it. */
  readonly isOnLeaving: boolean;
  readonly run: () => void;
  /** For a text field whose every key press already changes the query. */
  readonly field: { readonly onBlur: () => void; readonly onKeyDown: (event: KeyboardEvent) => void };
}

export function runsOf(run: () => void, leave: () => void, isOnLeaving = true): Runs {
  return {
    isOnLeaving,
    run,
    field: {
      onBlur: leave,
      onKeyDown: ({ key }) => {
        if (key === 'Enter') {
          run();
        }
      },
    },
  };
}

/**
 * Enter runs; leaving a field runs what was changed since the last run. Explore and alert rules have a button that runs, and
 * that cancels while a query runs: a press on it leaves the field first, so that there leaving must not run.
 */
export function useRuns(query: UnitEconomicsQuery, app: CoreApp | undefined, onRunQuery: () => void) {
  const [asRun, setAsRun] = useState(() => JSON.stringify(query));
  const isOnLeaving = app !== CoreApp.Explore && app !== CoreApp.UnifiedAlerting;
  const run = (what: UnitEconomicsQuery) => {
    setAsRun(JSON.stringify(what));
    onRunQuery();
  };
  const leave = () => {
    if (isOnLeaving && JSON.stringify(query) !== asRun) {
      run(query);
    }
  };
  const runs = runsOf(
    () => {
      run(query);
    },
    leave,
    isOnLeaving
  );
  return { run, runs };
}
