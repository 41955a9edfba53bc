/** `tool NAME ARGUMENT ...` runs a development tool on the pinned Node. */
import { endOnInterrupt, runProcess } from './run-process.ts';
import { isTool, tools } from './tools.ts';

const [name, ...args] = process.argv.slice(2);
if (isTool(name)) {
  endOnInterrupt();
  process.exitCode = (await runProcess(process.execPath, [tools[name], ...args])).code;
} else {
  console.error(
    `Usage: npm run NAME, where NAME is lint, typecheck, format, generate or test:unit; the tools are ${Object.keys(tools).join(', ')}.`
  );
  process.exitCode = 2;
}
