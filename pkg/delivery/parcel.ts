import type { Recipient, RecipientOf, RecipientSecret, RecipientType } from '../model/recipient.ts';
import { UnitEconomicsError } from '../model/errors.ts';
import type { ConnectionSecrets } from '../model/secrets.ts';
import type { Report } from '../report/report.ts';
import type { Outbound } from '../usage/remote/outbound.ts';

/** One report, made ready for one recipient and not sent yet. */
export interface Parcel {
  /** All that would be sent, as text and without secrets: what a dry run shows. */
  readonly preview: string;
  /** Resolves when the other side has taken it, with what it did not take. @throws UnitEconomicsError */
  send(signal: AbortSignal): Promise<readonly string[]>;
}

/** What is sent, and the name under which a receiver knows it again. */
export interface Message {
  readonly report: Report;
  /** Hexadecimal; the same for every attempt. */
  readonly key: string;
}

export interface Addressee<To extends Recipient = Recipient> {
  readonly recipient: To;
  readonly secrets: ConnectionSecrets;
}

export interface ChannelTools {
  readonly outbound: Outbound;
  /** ms since the epoch. */
  readonly now: () => number;
  /** Between attempts, in ms; tests wait less. */
  readonly waits?: readonly number[];
}

/** Makes a parcel; a secret that is missing fails here, before anything is sent. */
export type Channel<T extends RecipientType> = (
  message: Message,
  to: Addressee<RecipientOf<T>>,
  tools: ChannelTools
) => Promise<Parcel>;

/** @throws badSettings that says where the secret belongs */
export function secretFor({ recipient: { name, type }, secrets }: Addressee, key: RecipientSecret): string {
  const value = secrets.get(key);
  if (value === undefined) {
    throw new UnitEconomicsError(
      'badSettings',
      `The recipient ${name} (${type}) has no ${key}: set recipients.${name}.${key} in secureJsonData.`
    );
  }
  return value;
}
