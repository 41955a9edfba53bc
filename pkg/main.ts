import path from 'node:path';
import { runCommand } from './cli/run-command.ts';
import { outputTo } from './cli/terminal-output.ts';
import { createService } from './datasource/create-service.ts';
import { openDeliveries } from './datasource/deliveries.ts';
import { startedByGrafana } from './plugin/handshake.ts';
import { serve } from './plugin/serve.ts';

/** Grafana starts the executable without arguments and with its cookie in the environment; whoever else starts it is a person. */
async function main(): Promise<void> {
  if (!startedByGrafana(process.env) || process.argv.length > 2) {
    process.exitCode = await commandLine();
    return;
  }
  await serve(({ log, env, metrics }) => {
    const uses = metrics.counter('uniteconomics_cache_uses_total', 'Uses of the caches by outcome', [
      'cache',
      'outcome',
    ]);
    const cachePath = env['GF_PLUGIN_CACHE_PATH'];
    return createService({
      allowed: directories(env['GF_PLUGIN_ALLOWED_PATHS']),
      ...(cachePath !== undefined && cachePath !== '' && { cachePath }),
      buildRollups: true,
      log: {
        info: (fields, message) => {
          log.debug(message, textOf(fields));
        },
        warn: (fields, message) => {
          log.error(message, textOf(fields));
        },
      },
      observeCache: (cache, outcome) => {
        uses.inc({ cache, outcome });
      },
      now: Date.now,
    });
  }, process);
}

function commandLine(): Promise<number> {
  const cachePath = process.env['GF_PLUGIN_CACHE_PATH'];
  const cache = cachePath !== undefined && cachePath !== '' && { cachePath };
  return runCommand(process.argv.slice(2), {
    createService: (allowed) =>
      Promise.resolve(
        createService({
          allowed,
          ...cache,
          buildRollups: false,
          log: { info: () => undefined, warn: () => undefined },
          now: Date.now,
        })
      ),
    openDeliveries: (allowed) => openDeliveries({ allowed, ...cache, now: Date.now }),
    now: Date.now,
    output: outputTo(process.stdout, process.stderr),
  });
}

/** `allowed_paths` of grafana.ini, separated as PATH is. */
function directories(list: string | undefined): readonly string[] {
  return (list ?? '').split(path.delimiter).map((directory) => directory.trim()).filter((directory) => directory !== ''); // prettier-ignore
}

function textOf(fields: Readonly<Record<string, unknown>>): Record<string, string | number | boolean> {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [
      key,
      typeof value === 'number' || typeof value === 'boolean' ? value : String(value),
    ])
  );
}

void main(); // a single executable is CommonJS, which has no top-level await
