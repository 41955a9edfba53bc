import { connectionKinds, type Connection } from '../model/connections/connection.ts';
import { ConnectionSecrets } from '../model/secrets.ts';
import type { Settings } from '../model/settings.ts';
import type { UsageSource } from '../usage/usage-source.ts';
import type { EntryCheck } from './check.ts';

/** The connection by itself: what it reaches, whatever is read from it. */
export async function checkConnection(
  connection: Connection,
  { secrets }: Settings,
  usage: UsageSource,
  signal: AbortSignal
): Promise<Omit<EntryCheck, 'entry'>> {
  const own = secrets.get(connection.name) ?? new ConnectionSecrets();
  const found = await usage.probe?.({ connection, secrets: own }, signal);
  return {
    ok: true,
    found: found === undefined ? 'nothing is tried of it by itself' : `reached ${found.reached}`,
    remarks: [...(found?.remarks ?? []), ...secretRemarks(connection, own.keys)],
  };
}

/** Which are set, by name; whether one is needed the tests themselves say. */
export function secretRemarks({ type }: Connection, set: readonly string[]): readonly string[] {
  const known = Object.keys(connectionKinds[type].secrets);
  return known.length === 0 ? [] : [`secrets set: ${set.join(', ') || 'none'} (of ${known.join(', ')})`];
}
