import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { recipient, type Recipient } from '../../model/recipient.ts';
import { ConnectionSecrets } from '../../model/secrets.ts';
import { createOutbound } from '../../usage/remote/outbound.ts';
import type { DeliveryResult, DeliveryTools } from '../deliver.ts';
import { SentReports } from '../sent-reports.ts';

export interface MadeTools {
  readonly tools: DeliveryTools;
  /** Where what was sent is written down. */
  readonly directory: string;
  /** As another process sees the same directory. */
  sent(): SentReports;
  remove(): Promise<void>;
}

/** Tools with a directory of their own. */
export async function deliveryTools(): Promise<MadeTools> {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'sent-'));
  const sent = () => new SentReports(directory, 1);
  const tools: DeliveryTools = {
    outbound: createOutbound(),
    now: () => Date.UTC(2026, 10, 3, 6),
    waits: [1, 1, 1],
    sent: sent(),
    source: 'settings.yaml',
    secrets: new ConnectionSecrets(),
    signal: new AbortController().signal,
  };
  return { tools, directory, sent, remove: () => rm(directory, { recursive: true }) };
}

export function withSecrets(tools: DeliveryTools, secrets: Readonly<Record<string, string>>): DeliveryTools {
  return { ...tools, secrets: new ConnectionSecrets(secrets) };
}

/** An entry of the settings as it is read from them. */
export function recipientOf(entry: unknown): Recipient {
  return recipient.parse(entry);
}

/** Everything that a person may see of a result. */
export function shownOf(result: DeliveryResult): string {
  return result.outcome === 'failed' ? `${result.error.code} ${result.error.message}` : JSON.stringify(result);
}
