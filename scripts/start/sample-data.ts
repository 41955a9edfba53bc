import { statSync } from 'node:fs';
import path from 'node:path';
import { runProcess } from '../run-process.ts';

export const sampleDirectory = path.resolve('sample-data');
export const sampleSettings = path.join(sampleDirectory, 'settings.yaml');

/** ms; the sample data's story ends yesterday. */
const day = 86_400_000;

/** Makes the sample data where it is missing or more than a day old; about two seconds. */
export async function ensureSampleData(): Promise<void> {
  const found = statSync(sampleSettings, { throwIfNoEntry: false });
  if (found && Date.now() - found.mtimeMs < day) {
    return;
  }
  console.log('Making sample data: 13 months of bills and usage, ending yesterday ...');
  const { code, output } = await runProcess(process.execPath, ['scripts/sample-data.ts'], { capture: true });
  if (code !== 0) {
    throw new Error(`The sample data could not be made:\n${output}`);
  }
}
