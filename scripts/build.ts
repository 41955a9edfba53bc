/** Builds the plugin in dist/: back end and front end. `--main FILE --out DIRECTORY` builds another back end elsewhere. */
import { parseArgs } from 'node:util';
import { build } from './build/build.ts';
import { buildFrontEnd } from './build/frontend.ts';

const { values } = parseArgs({
  options: { main: { type: 'string', default: 'pkg/main.ts' }, out: { type: 'string', default: 'dist' } },
});
try {
  await build(values.main, values.out);
  if (values.main === 'pkg/main.ts' && values.out === 'dist') {
    await buildFrontEnd();
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
