/**
 * A connection's secrets. They can be asked for by name and appear nowhere else: as JSON, and so in cache keys and logs,
 * stands a fingerprint that tells two sets of secrets apart and does not give them away.
 */
export class ConnectionSecrets {
  readonly #values: Readonly<Record<string, string>>;
  readonly #fingerprint: string;

  constructor(values: Readonly<Record<string, string>> = {}, fingerprint = '') {
    this.#values = values;
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

/** Secrets by connection, from Grafana's flat `connections.NAME.KEY`. */
export function secretsByConnection(
  secureJsonData: Readonly<Record<string, string>>
): ReadonlyMap<string, Readonly<Record<string, string>>> {
  const byConnection = new Map<string, Record<string, string>>();
  for (const [path, value] of Object.entries(secureJsonData)) {
    const [, name, key] = /^connections\.([a-z][a-z0-9_]*)\.([A-Za-z0-9]+)$/.exec(path) ?? [];
    if (name !== undefined && key !== undefined && value !== '') {
      byConnection.set(name, { ...byConnection.get(name), [key]: value });
    }
  }
  return byConnection;
}
