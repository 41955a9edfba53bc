import { createHash, randomUUID } from 'node:crypto';
import { asUnitEconomicsError, type UnitEconomicsError } from '../model/errors.ts';
import type { Recipient } from '../model/recipient.ts';
import type { ConnectionSecrets } from '../model/secrets.ts';
import type { Report } from '../report/report.ts';
import { pack } from './channels.ts';
import type { ChannelTools, Parcel } from './parcel.ts';
import type { Claim, SentReports } from './sent-reports.ts';

export interface DeliveryOptions {
  /** Shows what would be sent, and sends nothing. */
  readonly dryRun: boolean;
  /** Also what was sent before. */
  readonly again: boolean;
}

export interface DeliveryTools extends ChannelTools {
  readonly sent: SentReports;
  /** Tells the reports of one data source from those of another. */
  readonly source: string;
  readonly secrets: ConnectionSecrets;
  readonly signal: AbortSignal;
  /** Told that another process is sending the same report just now, which is waited for. */
  readonly onWait?: () => void;
}

export type DeliveryResult =
  | { readonly outcome: 'sent'; readonly warnings: readonly string[] }
  /** ISO 8601 in UTC */
  | { readonly outcome: 'alreadySent'; readonly at: string }
  | { readonly outcome: 'shown'; readonly text: string }
  | { readonly outcome: 'failed'; readonly error: UnitEconomicsError };

/**
 * Sends a report to one recipient: a period's report once, however often and in however many processes this is asked, unless
 * `again`. A failure is the result, so that others go on.
 */
export async function deliver(
  report: Report,
  recipient: Recipient,
  options: DeliveryOptions,
  tools: DeliveryTools
): Promise<DeliveryResult> {
  const once = keyOf(report, recipient, tools.source);
  const key = options.again ? hashed([once, randomUUID()]) : once;
  try {
    const parcel = await pack({ report, key }, recipient, tools.secrets, tools);
    if (options.dryRun) {
      const before = options.again ? undefined : await tools.sent.find(once);
      const note = before === undefined ? '' : `Sent already at ${before.at}: nothing would be sent now.\n`;
      return { outcome: 'shown', text: `${note}${parcel.preview}` };
    }
    const claim = await tools.sent.claim(once, tools.signal, tools.onWait);
    const before = options.again ? undefined : await tools.sent.find(once);
    if (before !== undefined) {
      await claim.release();
      return { outcome: 'alreadySent', at: before.at };
    }
    const record = { at: new Date(tools.now()).toISOString(), recipient: recipient.name, period: report.period.name };
    const warnings = await sendClaimed(parcel, claim, tools.signal);
    return { outcome: 'sent', warnings: [...warnings, ...(await kept(claim, record))] };
  } catch (thrown) {
    return { outcome: 'failed', error: asUnitEconomicsError(thrown) };
  }
}

/** What makes two reports the same to a recipient: not their numbers, which late charges change. */
function keyOf({ period, subject, by }: Report, { name }: Recipient, source: string): string {
  return hashed([source, name, period.name, subject?.dimension, subject?.value, by?.dimension]);
}

function hashed(parts: readonly (string | undefined)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

async function sendClaimed(parcel: Parcel, claim: Claim, signal: AbortSignal): Promise<readonly string[]> {
  try {
    const warnings = await parcel.send(signal);
    return claim.lapsed ? [lapsed, ...warnings] : warnings;
  } catch (thrown) {
    await claim.release();
    throw thrown;
  }
}

const lapsed = 'An earlier attempt ended without saying whether it had sent this: it may be there twice.';

/** What was sent stays sent, also where that cannot be written down. */
async function kept(claim: Claim, record: Parameters<Claim['keep']>[0]): Promise<readonly string[]> {
  try {
    await claim.keep(record);
    return [];
  } catch {
    return ['That this was sent cannot be written to the cache directory: it would be sent again.'];
  }
}
