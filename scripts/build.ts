/** Builds the executable and what lies beside it in dist/. `--main FILE --out DIRECTORY` builds another entry elsewhere. */
import { parseArgs } from 'node:util';
import { build } from './build/build.ts';

const { values } = parseArgs({
  options: { main: { type: 'string', default: 'pkg/main.ts' }, out: { type: 'string', default: 'dist' } },
});
try {
  await build(values.main, values.out);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
