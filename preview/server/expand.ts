export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What Grafana's provisioning does with every text: `${NAME}` and `$__env{NAME}` become the environment variable, or nothing
 * where it is not set; `$$` is a dollar.
 */
export function expand(text: string, env: Environment): string {
  return text
    .split('$$')
    .map((part) => part.replaceAll(/\$(?:__env)?\{([^}]+)\}/g, (_, name: string) => env[name] ?? ''))
    .join('$');
}

/** The same for every text in a value of parsed YAML. */
export function expandAll(value: unknown, env: Environment): unknown {
  if (typeof value === 'string') {
    return expand(value, env);
  }
  if (Array.isArray(value)) {
    return value.map((item) => expandAll(item, env));
  }
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, expandAll(item, env)]))
    : value;
}
