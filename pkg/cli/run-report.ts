import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Deliveries } from '../datasource/deliveries.ts';
import type { ReportingService } from '../datasource/service.ts';
import { UnitEconomicsError } from '../model/errors.ts';
import type { Recipient } from '../model/recipient.ts';
import { fileName } from '../report/file-name.ts';
import { renderReport } from '../report/formats.ts';
import type { Report } from '../report/report.ts';
import type { ReportCommand } from './report-arguments.ts';
import type { CliContext, Output } from './run-command.ts';
import { sendReports } from './send-report.ts';

interface ReportParts {
  readonly output: Output;
  readonly openDeliveries: () => Promise<Deliveries>;
}

/** Writes the report of the whole, and one for each value of the dimension that it is split by; sends to who is named. */
export async function runReport(
  command: ReportCommand,
  context: CliContext,
  service: ReportingService,
  { openDeliveries, output }: ReportParts
): Promise<number> {
  const { period, grain, by, movers, send, dryRun, again } = command;
  const deliveries = send.length === 0 ? undefined : await openDeliveries();
  const recipients = (await deliveries?.recipients(context.dataSource, send)) ?? [];
  const { signal } = new AbortController();
  const whole = await service.report(context, { period, grain, by, movers }, signal);
  const reportOn = (dimension: string | undefined, value: string) => {
    const deeper = movers?.filter((name) => name !== dimension);
    const one = {
      period: whole.period.name,
      by: dimension,
      value,
      movers: deeper?.length === 0 ? undefined : deeper, // within one team only services are left to tell
    };
    return service.report(context, one, signal);
  };
  await write(whole, command, output);
  for (const value of command.formats.length === 0 ? [] : (whole.by?.values ?? [])) {
    await write(await reportOn(by, value), command, output);
  }
  for (const { title, reason } of whole.failures) {
    output.error(`warning: ${title}: ${reason}\n`);
  }
  const sending = {
    whole,
    recipients,
    options: { dryRun, again },
    reportOn: ({ dimension, value }: NonNullable<Recipient['about']>) => reportOn(dimension, value),
  };
  const isSent = deliveries === undefined || (await sendReports(sending, context.dataSource, deliveries, output));
  const hasNumber = [whole.spend, ...whole.kpis].some((told) => told?.now !== undefined);
  if (!hasNumber) {
    output.error(
      `There is not one number of ${whole.period.title}. Run check to see from when to when there is data.\n`
    );
  }
  return isSent && hasNumber ? 0 : 1;
}

async function write(report: Report, { directory, formats }: ReportCommand, output: Output): Promise<void> {
  for (const format of formats) {
    const file = path.join(directory, fileName(report, format));
    const text = await renderReport(report, format);
    try {
      await mkdir(directory, { recursive: true });
      await writeFile(file, text);
    } catch (cause) {
      throw new UnitEconomicsError('notFound', `The report ${file} cannot be written: ${cause instanceof Error ? cause.message : 'unknown'}. Give a directory by --out.`, { cause }); // prettier-ignore
    }
    output.out(`${file}\n`);
  }
}
