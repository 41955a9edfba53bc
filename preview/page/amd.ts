type Factory = (...modules: unknown[]) => unknown;

/** Makes the modules that a definition asks for into what the plugin exports. */
export function link(
  dependencies: readonly string[],
  factory: Factory,
  externals: ReadonlyMap<string, unknown>,
  uri: string
): unknown {
  const exports = {};
  const module = { id: uri, uri, exports };
  const own: Readonly<Record<string, unknown>> = { module, exports };
  const modules = dependencies.map((name) => {
    if (name in own) {
      return own[name];
    }
    if (!externals.has(name)) {
      throw new Error(`The plugin asks for ${name}, which Grafana or this preview does not provide.`);
    }
    return externals.get(name);
  });
  return factory(...modules) ?? module.exports;
}

/** Loads an AMD module as Grafana's loader does: a script that calls `define`, given the libraries of the host. */
export function loadAmd(uri: string, externals: ReadonlyMap<string, unknown>): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const define = (...args: readonly unknown[]) => {
      const factory = args.at(-1);
      const dependencies = args.at(-2);
      try {
        if (typeof factory !== 'function') {
          throw new Error(`${uri} defines no module.`);
        }
        const names = Array.isArray(dependencies) ? dependencies.map(String) : [];
        resolve(link(names, (...modules) => Reflect.apply(factory, undefined, modules), externals, uri));
      } catch (cause) {
        reject(cause instanceof Error ? cause : new Error(String(cause)));
      }
    };
    Object.assign(window, { define: Object.assign(define, { amd: {} }) });
    const script = document.createElement('script');
    script.src = uri;
    script.onerror = () => {
      reject(new Error(`${uri} could not be loaded: has the front end been built?`));
    };
    document.head.append(script);
  });
}
