/** Commands of the executable that read settings. */
const commands = ['query', 'check'];

/** The executable's arguments with `--settings FILE` added where the command wants it and nobody gave it. */
export function withSettings(args: readonly string[], file: string): string[] {
  const wants = commands.includes(args[0] ?? '');
  const has = args.some((argument) => argument === '--settings' || argument.startsWith('--settings='));
  return wants && !has ? [...args, '--settings', file] : [...args];
}
