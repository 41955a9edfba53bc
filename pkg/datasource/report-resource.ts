import pLimit from 'p-limit';
import * as z from 'zod';
import { UnitEconomicsError } from '../model/errors.ts';
import { issueText } from '../model/issues.ts';
import type { Settings } from '../model/settings.ts';
import type { Sources } from '../query/run-query.ts';
import { contentTypes, renderReport, reportFormats } from '../report/formats.ts';
import { makeReport, type ReportRequest } from '../report/make-report.ts';
import { reportGrains } from '../report/period.ts';
import type { Report } from '../report/report.ts';
import type { ResourceResponse } from './service.ts';
import { withinTime } from './within-time.ts';

/** A report asks some thirty queries: few are made at a time, and not for ever. */
const atATime = 2;
const waiting = 20;
const timeoutMs = 120_000;

const reportQuery = z
  .strictObject({
    period: z.string().max(20).optional(),
    grain: z.enum(reportGrains).optional(),
    by: z.string().min(1).max(256).optional(),
    value: z.string().max(1024).optional(),
    movers: z.string().max(1300).transform((text) => text.split(',')).optional(),
    format: z.enum(reportFormats).default('html'),
  })
  .refine(({ by, value }) => value === undefined || by !== undefined, 'value needs by, the dimension that it is of'); // prettier-ignore

/** Reports for viewers: what they tell, queries would tell as well. */
export class Reports {
  private readonly sources: Sources;
  private readonly now: () => number;
  private readonly pool = pLimit(atATime);

  constructor(sources: Sources, now: () => number) {
    this.sources = sources;
    this.now = now;
  }

  async make(request: ReportRequest, settings: Settings, signal: AbortSignal): Promise<Report> {
    if (this.pool.pendingCount >= waiting) {
      throw new UnitEconomicsError('tooMuch', 'Too many reports wait for this data source; try again in a minute.');
    }
    const asked = { settings, sources: this.sources, now: this.now() };
    const late = (cause: unknown) =>
      new UnitEconomicsError('timeout', `The report took longer than ${timeoutMs / 1000} seconds; ask for fewer movers, or for one value.`, { cause }); // prettier-ignore
    return this.pool(() => withinTime(timeoutMs, signal, (own) => makeReport(request, asked, own), late));
  }

  /** `report?period=2026-10&by=team&value=checkout&format=html`; all of it may be left out. */
  async resource(query: URLSearchParams, settings: Settings, signal: AbortSignal): Promise<ResourceResponse> {
    const parsed = reportQuery.safeParse(Object.fromEntries(query));
    if (!parsed.success) {
      throw new UnitEconomicsError(
        'badQuery',
        `Ask for report?period=2026-10 or 2026-W41, and if you like by=DIMENSION, value=VALUE, movers=DIMENSION,…, grain=week and format=${reportFormats.join(', ')}: ${issueText(parsed.error)}.`
      );
    }
    const { format, ...given } = parsed.data;
    const text = await renderReport(await this.make(given, settings, signal), format);
    return { status: 200, contentType: contentTypes[format], body: Buffer.from(text) };
  }
}
