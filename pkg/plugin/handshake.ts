/** go-plugin's magic cookie: how a host says that it started this process as a plugin. */
const cookie = { name: 'grafana_plugin_type', value: 'datasource' } as const;

/** What go-plugin itself speaks, and version 2 of Grafana's services over it. */
const coreProtocol = 1;
const grafanaProtocol = 2;

export interface Address {
  readonly network: 'unix' | 'tcp';
  /** A socket's path, or `127.0.0.1:PORT`. */
  readonly address: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Whether Grafana started this process, and no person. */
export function startedByGrafana(env: Environment): boolean {
  return env[cookie.name] === cookie.value;
}

/** The one line that the host reads from stdout; it must not come before the server listens. */
export function handshakeLine({ network, address }: Address): string {
  return `${coreProtocol}|${grafanaProtocol}|${network}|${address}|grpc|\n`;
}
