import { Writable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { outputTo } from './terminal-output.ts';

/** A stream that takes one text and then fails as one whose reader is gone, or otherwise. */
function failing(code: string): { readonly stream: Writable; readonly texts: string[] } {
  const texts: string[] = [];
  const stream = new Writable({
    autoDestroy: false,
    write: (text: Buffer, _, done) => {
      texts.push(text.toString());
      done(texts.length === 1 ? null : Object.assign(new Error(`write ${code}`), { code }));
    },
  });
  return { stream, texts };
}

it('ends quietly when nobody reads any more, and still says what went wrong', async () => {
  const [gone, read] = [failing('EPIPE'), failing('')];
  const output = outputTo(gone.stream, read.stream);
  for (const line of ['first', 'second', 'third']) {
    output.out(line);
    await setImmediate();
  }
  output.error('warning');
  expect(gone.texts).toEqual(['first', 'second']);
  expect(read.texts).toEqual(['warning']);
});

it('does not hide another failure, such as a full disk', () => {
  const { stream } = failing('ENOSPC');
  outputTo(stream, stream);
  expect(() => stream.emit('error', Object.assign(new Error('full'), { code: 'ENOSPC' }))).toThrow('full');
});
