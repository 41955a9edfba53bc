import { runProcess } from '../run-process.ts';

/** ms to wait for an engine that does not answer. */
const patience = 10_000;

/** Whether a Docker engine answers, and its client can compose. */
export async function hasDocker(): Promise<boolean> {
  for (const args of [['info'], ['compose', 'version']]) {
    const { code } = await runProcess('docker', args, { capture: true, timeoutMs: patience });
    if (code !== 0) {
      return false;
    }
  }
  return true;
}

/** `docker compose up` until it ends; its exit code. */
export async function composeUp(port: number): Promise<number> {
  console.log(`Starting Grafana in Docker at http://127.0.0.1:${port}/ ... Ctrl-C ends it.`);
  return (await runProcess('docker', ['compose', 'up', '--force-recreate'], { env: { GRAFANA_PORT: String(port) } }))
    .code;
}
