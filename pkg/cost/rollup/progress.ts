/** How far the roll-up of a dataset is; there is none where every part that can be built is there. */
export interface RollupProgress {
  /** Source files whose part is kept, of all files of the dataset. */
  readonly built: number;
  readonly of: number;
  /** False where nothing is being built now, because parts failed and are tried again later. */
  readonly running: boolean;
  /** Why the last part that failed could not be built, with the name of its file. */
  readonly failure?: string;
}

/** `the roll-up is being built, 3 of 13 files` */
export function progressText({ built, of, running, failure }: RollupProgress): string {
  const done = `${built} of ${of} file${of === 1 ? '' : 's'}`;
  const state = running ? `its roll-up is being built, ${done}` : `its roll-up holds ${done}`;
  return failure === undefined ? state : `${state}; a part could not be built and is tried again later (${failure})`;
}
