import * as z from 'zod';
import { UnitEconomicsError } from '../../model/errors.ts';
import { issueText, parseJson } from '../../model/issues.ts';
import { whoAsks } from '../remote/ask-service.ts';
import type { UsageTableBuilder } from '../table-builder.ts';
import type { TimeReader } from '../times.ts';
import type { UsageRequest } from '../usage-source.ts';
import { groupProperty, maxGroups } from './report-request.ts';

/** A group's value; beside the position of its event where the property is one of events. */
const label = z.union([
  z.string(),
  z.number(),
  z.tuple([z.number(), z.string()]),
  z.unknown().transform(() => undefined),
]);

const report = z.object({
  data: z.object({
    series: z.array(z.array(z.number().nullable())),
    /** Of events, and of users. Without groups they say nothing. */
    seriesLabels: z.array(label).optional(),
    seriesMeta: z.array(label).optional(),
    /** `2026-03-01` or `2026-03-01T00:00:00`, on the project's calendar. */
    xValues: z.array(z.string()),
  }),
});

/** What Amplitude calls users and events without the property. */
const noValue = '(none)';

/** Adds one answer to the table. Returns how many series it has. @throws badData, tooMuch */
export function addReport(body: string, request: UsageRequest, time: TimeReader, table: UsageTableBuilder): number {
  const read = report.safeParse(parseJson(body));
  if (!read.success) {
    throw unreadable(request, issueText(read.error));
  }
  const { series, xValues, seriesLabels, seriesMeta } = read.data.data;
  if (series.length >= maxGroups) {
    throw new UnitEconomicsError(
      'tooMuch',
      `The metric ${request.metric.name} has ${maxGroups} groups or more, of which Amplitude gives the largest ${maxGroups} alone. Choose a property with fewer values.`
    );
  }
  const labels = seriesLabels ?? seriesMeta ?? [];
  const grouped = groupProperty(request) !== undefined;
  series.forEach((values, index) => {
    if (values.length !== xValues.length) {
      throw unreadable(request, `${values.length} values stand for ${xValues.length} dates`);
    }
    const keys = grouped ? [keyOf(labels[index], request)] : [];
    values.forEach((value, position) => {
      const date = xValues[position] ?? '';
      const at = time.text(date);
      if (at === undefined) {
        table.addBad(() => `Amplitude: "${date}" is not a date such as ${time.example}`);
      } else if (value !== null) {
        table.add(at, value, keys);
      }
    });
  });
  return series.length;
}

function keyOf(name: z.output<typeof label>, request: UsageRequest): string | null {
  const text = Array.isArray(name) ? name[1] : name;
  if (text === undefined) {
    throw unreadable(request, 'a group has no name');
  }
  return text === noValue || text === '' ? null : String(text);
}

function unreadable(request: UsageRequest, what: string): UnitEconomicsError {
  return new UnitEconomicsError(
    'badData',
    `The metric ${request.metric.name} cannot be read: ${whoAsks(request)} answers with no report (${what}). Check report, event and property.`
  );
}
