import * as z from 'zod';
import { bytes } from '../bytes.ts';
import { duration } from '../duration.ts';

/** A folder by its key, without slashes around it. */
const prefix = z
  .string()
  .refine((text) => !text.split(/[/\\]/).includes('..'), 'must not climb out with ".."')
  .transform((text) => text.replaceAll(/^\/+|\/+$/g, ''));

/** What every connection to an object store says. */
export const objectStoreKeys = {
  prefix: prefix.default('').describe('Folder in which locations lie; the whole store by default'),
  refresh: duration.prefault('15m').describe('How long a listing holds: new and changed objects are seen after it'),
  cacheSize: bytes.prefault('20GB').describe('Room on disk for copies of objects; the least recently used ones go'),
  timeout: duration.prefault('20s').describe('Longest wait for an answer, and for the next piece of an object'),
};
