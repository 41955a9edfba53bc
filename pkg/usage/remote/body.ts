import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { UnitEconomicsError } from '../../model/errors.ts';

interface BodyRules {
  readonly who: string;
  /** As unpacked. */
  readonly maxBytes: number;
  /** `Content-Encoding`. */
  readonly encoding: string | undefined;
  /** Of an error only the beginning matters. */
  readonly isError: boolean;
}

const maxErrorBytes = 65_536;

/** The bytes of an answer, unpacked. @throws tooMuch beyond the bound, badData in an encoding that was not asked for */
export async function readBody(
  body: Readable,
  { who, maxBytes, encoding = 'identity', isError }: BodyRules
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  body.on('error', () => undefined); // the loop tells of it; a body that is left before its end has one too
  try {
    for await (const chunk of unpacked(body, encoding.trim().toLowerCase(), who) as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (isError && size > maxErrorBytes) {
        break;
      }
      if (size > maxBytes) {
        throw new UnitEconomicsError(
          'tooMuch',
          `${who} answers with more than ${Math.round(maxBytes / (1 << 20))} MiB. Ask for fewer days or rows at once, or raise maxResponse on the connection.`
        );
      }
      chunks.push(chunk);
    }
  } finally {
    body.destroy();
  }
  return Buffer.concat(chunks);
}

function unpacked(body: Readable, encoding: string, who: string): Readable {
  if (encoding === 'identity' || encoding === '') {
    return body;
  }
  if (encoding !== 'gzip' && encoding !== 'x-gzip') {
    throw new UnitEconomicsError('badData', `${who} answers in the encoding ${encoding}; gzip or none can be read.`);
  }
  // An error of either stream ends the loop that reads; there is nothing left to do with it here.
  return pipeline(body, createGunzip(), () => undefined);
}
