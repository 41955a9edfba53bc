import type { Frame } from '../../model/frame.ts';
import { encodeFrame } from './encode-frame.ts';

/** One result rarely appears under more refIds than this; further ones are encoded each time. */
const maxRefIds = 8;

/** Weak: the bytes live as long as the result they were made from, in whatever cache that lies. */
const encoded = new WeakMap<readonly Frame[], Map<string, readonly Uint8Array[]>>();

/** Arrow files of a result's frames, made once per result and refId. Frames must not change after their first encoding. */
export function encodeFrames(frames: readonly Frame[], refId: string): readonly Uint8Array[] {
  const known = encoded.get(frames) ?? new Map<string, readonly Uint8Array[]>();
  encoded.set(frames, known);
  const files = known.get(refId) ?? frames.map((frame) => encodeFrame(frame, refId));
  if (known.size < maxRefIds) {
    known.set(refId, files);
  }
  return files;
}
