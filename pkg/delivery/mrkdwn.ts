import { clipped, oneLine } from './plain-text.ts';

/** Longest text that is put in at once, in characters: at most five times as long when escaped. */
const longest = 500;

/** What one text object of Block Kit holds, in characters. */
const textLimit = 3000;

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/**
 * Text for Slack's mrkdwn: a name in it mentions nobody, links nowhere and formats nothing. Signs of formatting have no
 * escape; they mean something at the edge of a word alone, where a space without width takes that away.
 */
export function mrkdwn(text: string): string {
  return oneLine(clipped(text, longest))
    .replace(/[&<>]/g, (sign) => entities[sign] ?? '')
    .replace(/(?<![\p{L}\p{N}])[*_~`]|[*_~`](?![\p{L}\p{N}])/gu, '\u200b$&\u200b');
}

/** `<https://grafana.example.com/d/x|Open the dashboard>` */
export function mrkdwnLink(address: string, label: string): string {
  const url = new URL(address).href.replaceAll('|', '%7C').replaceAll('>', '%3E').replaceAll('&', '&amp;');
  return `<${url}|${mrkdwn(label)}>`;
}

/** Lines of mrkdwn as far as one text object holds them. */
export function joinedLines(lines: readonly string[]): string {
  const room = textLimit - 30; // for the count of what is left out
  let used = 0;
  const kept = lines.filter((line) => (used += line.length + 1) <= room);
  const left = lines.length - kept.length;
  return [...kept, ...(left === 0 ? [] : [`and ${left} more`])].join('\n');
}
