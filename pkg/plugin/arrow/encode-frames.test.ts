import { tableFromIPC } from 'apache-arrow';
import type { Frame } from '../../model/frame.ts';
import { encodeFrames } from './encode-frames.ts';

const frames: readonly Frame[] = [{ name: 'n', meta: {}, fields: [] }];

it('encodes a result once for a refId', () => {
  expect(encodeFrames(frames, 'A')).toBe(encodeFrames(frames, 'A'));
});

it('encodes it anew under another refId, which stands in the file', () => {
  const [a, b] = ['A', 'B'].map((refId) => tableFromIPC(encodeFrames(frames, refId)[0]).schema.metadata.get('refId'));
  expect([a, b]).toEqual(['A', 'B']);
});

it('does not keep what more than a few refIds ask for', () => {
  const many = [...frames];
  for (let index = 0; index < 20; index++) {
    encodeFrames(many, `R${index}`);
  }
  expect(encodeFrames(many, 'R0')).toBe(encodeFrames(many, 'R0'));
  expect(encodeFrames(many, 'R19')).not.toBe(encodeFrames(many, 'R19'));
});
