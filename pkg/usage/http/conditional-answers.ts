import { LRUCache } from 'lru-cache';
import type { OutboundAnswer } from '../remote/outbound.ts';

/** Bytes of answers that are kept to be asked for again. */
const maxBytes = 32 << 20;

/** Answers with a validator (RFC 9110 13): the service is told what is known, and 304 means that it still holds. */
export class ConditionalAnswers {
  private readonly answers = new LRUCache<string, OutboundAnswer>({
    maxSize: maxBytes,
    sizeCalculation: ({ body }) => body.length + 1,
  });

  /** @param ask sends the request with the headers given to it */
  async get(
    key: string,
    ask: (headers: Readonly<Record<string, string>>) => Promise<OutboundAnswer>
  ): Promise<OutboundAnswer> {
    const known = this.answers.get(key);
    const answer = await ask(known === undefined ? {} : validatorsOf(known));
    if (answer.status === 304 && known !== undefined) {
      return known;
    }
    if (Object.keys(validatorsOf(answer)).length > 0) {
      this.answers.set(key, answer);
    } else {
      this.answers.delete(key);
    }
    return answer;
  }
}

function validatorsOf(answer: OutboundAnswer): Readonly<Record<string, string>> {
  const etag = answer.header('etag');
  const modified = answer.header('last-modified');
  return {
    ...(etag === undefined ? {} : { 'if-none-match': etag }),
    ...(modified === undefined ? {} : { 'if-modified-since': modified }),
  };
}
