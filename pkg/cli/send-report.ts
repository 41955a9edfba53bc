import type { DataSource, Deliveries } from '../datasource/deliveries.ts';
import type { DeliveryOptions, DeliveryResult } from '../delivery/deliver.ts';
import { asUnitEconomicsError, UnitEconomicsError } from '../model/errors.ts';
import type { Recipient } from '../model/recipient.ts';
import type { Report } from '../report/report.ts';
import type { Output } from './run-command.ts';

/** What is sent, and how a report on one value is had. */
export interface Sending {
  readonly whole: Report;
  readonly recipients: readonly Recipient[];
  readonly options: DeliveryOptions;
  readonly reportOn: (about: NonNullable<Recipient['about']>) => Promise<Report>;
}

/** Sends to each recipient in turn; one that fails costs itself only. @returns whether none failed */
export async function sendReports(
  { whole, recipients, options, reportOn }: Sending,
  dataSource: DataSource,
  deliveries: Deliveries,
  output: Output
): Promise<boolean> {
  let isWell = true;
  for (const recipient of recipients) {
    const { name, about } = recipient;
    const onWait = () => {
      output.error(`${name}: another process is sending this, or was ended while it did; waiting at most 15 minutes\n`);
    };
    const send = async (): Promise<DeliveryResult> => {
      const report = about === undefined ? whole : await reportOn(about);
      return tellsNothing(report)
        ? { outcome: 'failed', error: empty(recipient) }
        : deliveries.deliver(dataSource, report, recipient, options, onWait);
    };
    const result = await send().catch(failure);
    tell(name, result, output);
    isWell &&= result.outcome !== 'failed';
  }
  return isWell;
}

function failure(thrown: unknown): DeliveryResult {
  return { outcome: 'failed', error: asUnitEconomicsError(thrown) };
}

function tell(name: string, result: DeliveryResult, output: Output): void {
  switch (result.outcome) {
    case 'sent':
      output.out(`${name}: sent\n`);
      for (const warning of result.warnings) {
        output.error(`warning: ${name}: ${warning}\n`);
      }
      return;
    case 'alreadySent':
      output.out(`${name}: sent already at ${result.at}; --again sends it once more\n`);
      return;
    case 'shown':
      output.out(`${name}: would be sent\n${result.text}\n`);
      return;
    case 'failed':
      output.error(`${name}: ${result.error.message}\n`);
  }
}

/** Such as one on a value that no charge has. */
function tellsNothing({ kpis, spend }: Report): boolean {
  return kpis.length === 0 && spend?.now === undefined;
}

function empty({ about }: Recipient): UnitEconomicsError {
  const wayOut = about === undefined ? 'Look at the warnings.' : `Check its about: ${about.dimension}, ${about.value}.`;
  return new UnitEconomicsError('badData', `Its report has no number in it and was not sent. ${wayOut}`);
}
