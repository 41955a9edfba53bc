import path from 'node:path';
import { parseArgs } from 'node:util';
import { makeSampleData } from './sample-data/make.ts';

export { makeSampleData };

/** `node scripts/sample-data.ts [DIR] [--today YYYY-MM-DD] [--seed N]`; by default `sample-data/` in the repository. */
async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { today: { type: 'string' }, seed: { type: 'string' } },
  });
  const directory = positionals[0] ?? path.join(import.meta.dirname, '..', 'sample-data');
  const started = performance.now();
  const { charges } = await makeSampleData(directory, {
    ...(values.today !== undefined && { today: values.today }),
    ...(values.seed !== undefined && { seed: Number(values.seed) }),
    onProgress: (text) => {
      console.log(text);
    },
  });
  console.log(`${charges} charges in ${directory}, ${Math.round(performance.now() - started)} ms`);
}

if (import.meta.main) {
  void main(); // no top-level await: tests load this file as CommonJS
}
