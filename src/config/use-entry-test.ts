import { useState } from 'react';
import { type EntryTest, testEntry } from './entry-test.ts';

export interface TestState {
  readonly isRunning: boolean;
  /** Of the entry as it is called now; undefined until it was tested. */
  readonly reports: readonly EntryTest[] | undefined;
  readonly run: () => void;
}

/** @param entry as `metrics.NAME` */
export function useEntryTest(uid: string, entry: string): TestState {
  const [state, setState] = useState<{ readonly of: string; readonly reports?: readonly EntryTest[] }>();
  const current = state?.of === entry ? state : undefined;
  return {
    isRunning: current !== undefined && current.reports === undefined,
    reports: current?.reports,
    run: () => {
      setState({ of: entry });
      void testEntry(uid, entry).then((reports) => {
        setState((latest) => (latest?.of === entry ? { of: entry, reports } : latest));
      });
    },
  };
}
