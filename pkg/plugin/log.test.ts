import { UnitEconomicsError } from '../model/errors.ts';
import { createLogger } from './log.ts';
import { logError } from './log-error.ts';

function recorder() {
  const lines: string[] = [];
  return { lines, log: createLogger({ write: (line) => lines.push(line) }) };
}

it('writes one line of hclog JSON an event: level, message, six fraction digits, fields flat', () => {
  const { lines, log } = recorder();
  log.error('scan failed: 100%s', { endpoint: 'queryData', rows: 3, nothing: undefined });
  log.debug('two\nlines');
  expect(lines).toHaveLength(2);
  for (const line of lines) {
    expect(line).toMatch(/^\{[^\n]*\}\n$/);
    expect(line).toMatch(/"@timestamp":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z"/);
  }
  const { '@timestamp': time, ...rest } = JSON.parse(lines[0]!) as Record<string, unknown>;
  expect(rest).toEqual({ '@level': 'error', '@message': 'scan failed: 100%s', endpoint: 'queryData', rows: 3 });
  expect(Math.abs(Date.parse(String(time)) - Date.now())).toBeLessThan(60_000);
  expect(JSON.parse(lines[1]!)).toMatchObject({ '@level': 'debug', '@message': 'two\nlines' });
});

it.each(['x', '\u0000', '€', '"'])('keeps a line of many %j below 64 KiB', (character) => {
  const { lines, log } = recorder();
  log.error(character.repeat(200_000), { cause: character.repeat(200_000) });
  expect(Buffer.byteLength(lines[0]!)).toBeLessThan(64 * 1024);
  expect(JSON.parse(lines[0]!)).toMatchObject({ '@level': 'error' });
});

describe('logError', () => {
  it('logs a user’s mistake at debug', () => {
    const { lines, log } = recorder();
    logError(log, new UnitEconomicsError('badQuery', 'No such metric.'), { endpoint: 'queryData' });
    expect(JSON.parse(lines[0]!)).toMatchObject({ '@level': 'debug', '@message': 'No such metric.', code: 'badQuery' });
  });

  it('logs what has a cause at error, with the whole chain', () => {
    const { lines, log } = recorder();
    const cause = new Error('parquet footer', { cause: 'bad magic' });
    logError(log, new UnitEconomicsError('badData', 'june.parquet cannot be read.', { cause }), {});
    const { cause: text, ...rest } = JSON.parse(lines[0]!) as Record<string, unknown>;
    expect(rest).toMatchObject({ '@level': 'error', '@message': 'june.parquet cannot be read.' });
    expect(text).toMatch(/parquet footer[^]*caused by bad magic$/);
  });

  it('survives causes in a circle', () => {
    const { lines, log } = recorder();
    const cause = new Error('turtle');
    cause.cause = cause;
    logError(log, new UnitEconomicsError('internal', 'Broken.', { cause }), {});
    expect(lines).toHaveLength(1);
  });
});
