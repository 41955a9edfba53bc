import path from 'node:path';
import { executableName } from '../../scripts/build/build.ts';
import { startPreview } from '../../scripts/start/preview.ts';
import { ensureSampleData, sampleDirectory } from '../../scripts/start/sample-data.ts';

/** The variable by which tests learn where the preview is. */
export const urlVariable = 'PREVIEW_URL';

/** Serves the preview on a free port of the loopback interface until the function that is returned was called. */
export default async function serve(): Promise<() => Promise<void>> {
  await ensureSampleData();
  const executable = path.resolve('dist', executableName);
  const places = { data: sampleDirectory, cache: path.resolve('.cache/browser') };
  const { url, close } = await startPreview(executable, places, 0);
  process.env[urlVariable] = url;
  return close;
}
