import { parseArgs } from 'node:util';

/** Commands of the executable that read settings. */
const commands = ['query', 'check', 'report'];

export type Start =
  /** The executable, asked with these arguments. */
  | { readonly kind: 'command'; readonly args: readonly string[] }
  /** Dashboards in a browser; `port` undefined is the usual one, or another that is free. */
  | { readonly kind: 'serve'; readonly preview: boolean; readonly port: number | undefined };

/** What follows `npm start --`: nothing, `preview`, `--port N`, or a command of the executable. Throws with the way out. */
export function parseStart(argv: readonly string[]): Start {
  const [first] = argv;
  if (first !== undefined && first !== 'preview' && !first.startsWith('--port')) {
    return { kind: 'command', args: argv };
  }
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: { port: { type: 'string' } },
  });
  if (positionals.some((word) => word !== 'preview')) {
    throw new Error(`npm start -- ${argv.join(' ')}: only --port N can follow preview.`);
  }
  return { kind: 'serve', preview: positionals.length > 0, port: portOf(values.port) };
}

function portOf(text: string | undefined): number | undefined {
  if (text === undefined) {
    return undefined;
  }
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Error(`--port ${text}: a port is a number from 1 to 65535.`);
  }
  return port;
}

/** The executable's arguments with `--settings FILE` added where the command wants it and nobody gave it. */
export function withSettings(args: readonly string[], file: string): string[] {
  const wants = commands.includes(args[0] ?? '');
  const has = args.some((argument) => argument === '--settings' || argument.startsWith('--settings='));
  return wants && !has ? [...args, '--settings', file] : [...args];
}
