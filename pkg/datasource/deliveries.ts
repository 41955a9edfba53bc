import path from 'node:path';
import { deliver, type DeliveryOptions, type DeliveryResult } from '../delivery/deliver.ts';
import { SentReports } from '../delivery/sent-reports.ts';
import { UnitEconomicsError } from '../model/errors.ts';
import type { Recipient } from '../model/recipient.ts';
import { ConnectionSecrets, secretsByEntry } from '../model/secrets.ts';
import type { Report } from '../report/report.ts';
import { openCacheDirectory } from '../storage/cache-directory.ts';
import { fingerprintIn } from '../storage/fingerprint.ts';
import { createFileAccess } from '../storage/local-files.ts';
import { createOutbound } from '../usage/remote/outbound.ts';
import type { RequestContext } from './service.ts';
import { SettingsLoader } from './settings-loader.ts';

export type DataSource = NonNullable<RequestContext['dataSource']>;

/** Sends reports to the recipients of a data source's settings. */
export interface Deliveries {
  /** By their names. @throws badSettings for one that is not there or does not parse */
  recipients(dataSource: DataSource, names: readonly string[]): Promise<readonly Recipient[]>;
  /** @param onWait told that another process is sending the same report just now */
  deliver(
    dataSource: DataSource,
    report: Report,
    recipient: Recipient,
    options: DeliveryOptions,
    onWait: () => void
  ): Promise<DeliveryResult>;
}

interface DeliveriesOptions {
  /** Directories that may be read, absolute: the catalog file may be in one. */
  readonly allowed: readonly string[];
  /** What was sent is written down below it. */
  readonly cachePath?: string;
  readonly now: () => number;
}

export async function openDeliveries({ allowed, cachePath, now }: DeliveriesOptions): Promise<Deliveries> {
  const cacheDirectory = await openCacheDirectory(cachePath);
  const loader = new SettingsLoader(await createFileAccess(allowed), await fingerprintIn(cacheDirectory));
  const shared = {
    outbound: createOutbound(),
    sent: new SentReports(path.join(cacheDirectory, 'sent')),
    now,
    signal: new AbortController().signal,
  };
  return {
    recipients: async ({ jsonData, secureJsonData }, names) => {
      const { catalog } = (await loader.load(jsonData, secureJsonData)).settings;
      return names.map((name) => {
        const found = catalog.recipients.get(name);
        if (found === undefined) {
          const broken = catalog.broken.get(`recipients.${name}`);
          const why =
            broken ??
            `the settings have no such recipient; they have ${[...catalog.recipients.keys()].join(', ') || 'none'}`;
          throw new UnitEconomicsError('badSettings', `Nothing can be sent to ${name}: ${why}.`);
        }
        return found;
      });
    },
    deliver: ({ uid, secureJsonData }, report, recipient, options, onWait) => {
      const secrets = new ConnectionSecrets(secretsByEntry('recipients', secureJsonData).get(recipient.name));
      return deliver(report, recipient, options, { ...shared, source: uid, secrets, onWait });
    },
  };
}
