import { pino } from 'pino';

export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** Grafana's rule for plugins: what an administrator must act on is an error, everything else is debug. Never secrets, never query bodies. */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

/** go-plugin splits lines beyond 64 KiB; fields and message stay well below it together. */
const maxFieldBytes = 32 * 1024;
const maxMessageLength = 4096;

/**
 * Writes hclog's JSON, one object a line, which Grafana parses from the plugin's stderr. Messages and fields that are too
 * long are clipped.
 */
export function createLogger(stream: { write(line: string): unknown }): Logger {
  const log = pino(
    {
      level: 'debug',
      base: null,
      messageKey: '@message',
      formatters: { level: (label) => ({ '@level': label }) },
      // hclog's parser takes exactly six fraction digits, or the whole line for plain text.
      timestamp: () => `,"@timestamp":"${new Date().toISOString().replace('Z', '000Z')}"`,
    },
    { write: (line) => void stream.write(line) }
  );
  return {
    debug: (message, fields = {}) => {
      log.debug(clip(fields), message.slice(0, maxMessageLength));
    },
    error: (message, fields = {}) => {
      log.error(clip(fields), message.slice(0, maxMessageLength));
    },
  };
}

function clip(fields: LogFields): LogFields {
  const text = JSON.stringify(fields);
  return Buffer.byteLength(text) <= maxFieldBytes ? fields : { clipped: text.slice(0, maxMessageLength) };
}
