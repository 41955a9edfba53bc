/**
 * Secrets of one connection, or of one recipient. They can be asked for by name and appear nowhere else: as JSON, and so in
 * cache keys and logs, stands a fingerprint that tells two sets of secrets apart and does not give them away. White space
 * around one is no part of it: it comes from a clipboard, or ends the file in which it was mounted.
 */
export class ConnectionSecrets {
  readonly #values: Readonly<Record<string, string>>;
  readonly #fingerprint: string;

  constructor(values: Readonly<Record<string, string>> = {}, fingerprint = '') {
    this.#values = Object.fromEntries(
      Object.entries(values)
        .map(([key, value]) => [key, value.trim()] as const)
        .filter(([, value]) => value !== '')
    );
    this.#fingerprint = fingerprint;
  }

  get(key: string): string | undefined {
    return Object.hasOwn(this.#values, key) ? this.#values[key] : undefined;
  }

  /** Names only. */
  get keys(): readonly string[] {
    return Object.keys(this.#values);
  }

  toJSON(): string {
    return this.#fingerprint;
  }
}

/** Secrets by entry of a list, from Grafana's flat `connections.NAME.KEY` and `recipients.NAME.KEY`. */
export function secretsByEntry(
  list: 'connections' | 'recipients',
  secureJsonData: Readonly<Record<string, string>>
): ReadonlyMap<string, Readonly<Record<string, string>>> {
  const byEntry = new Map<string, Record<string, string>>();
  for (const [path, value] of Object.entries(secureJsonData)) {
    const [, of, name, key] = /^(\w+)\.([a-z][a-z0-9_]*)\.([A-Za-z0-9]+)$/.exec(path) ?? [];
    if (of === list && name !== undefined && key !== undefined && value !== '') {
      byEntry.set(name, { ...byEntry.get(name), [key]: value });
    }
  }
  return byEntry;
}
