/** Anything thrown, with its stack where it has one: for the log, not for users. */
export function thrownText(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? `${thrown.name}: ${thrown.message}`) : String(thrown);
}
