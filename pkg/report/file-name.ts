import { createHash } from 'node:crypto';
import type { ReportFormat } from './formats.ts';
import type { Report } from './report.ts';

/** Bytes of a name that every file system takes leave room for more than this. */
const longest = 60;

/**
 * `report-2026-10.html`, `report-2026-10-team-checkout.html`. A value that had to be changed to be a file's name gets a few
 * digits of its own hash, so that two values never share a file, also where capitals do not count.
 */
export function fileName({ period, subject }: Pick<Report, 'period' | 'subject'>, format: ReportFormat): string {
  const part = subject === undefined ? [] : [safe(subject.dimension), safe(subject.value)];
  return `${['report', period.name, ...part].join('-')}.${format}`;
}

function safe(text: string): string {
  const plain = text
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, longest);
  const isOwn = plain === text && plain !== '' && !/-[0-9a-f]{8}$/.test(plain);
  return isOwn ? plain : `${plain || 'value'}-${createHash('sha256').update(text).digest('hex').slice(0, 8)}`;
}
