import path from 'node:path';
import { UnitEconomicsError } from '../../model/errors.ts';
import { splitLocation } from '../location.ts';
import type { StoredObject } from './object-store.ts';

/** An object with the extension by which it is read, in small letters. */
export interface WantedObject extends StoredObject {
  readonly extension: string;
}

/** Objects whose keys begin with a prefix, page by page, in the order of their keys. */
export type ListObjects = (prefix: string) => AsyncIterable<readonly StoredObject[]>;

/** More than this is a wrong location rather than a bill. */
const maxObjects = 100_000;

/**
 * Objects of a location (key, everything below a key, or glob), sorted by key; hidden ones left out, as in directories. No
 * more is listed than what begins as the location does up to its first glob character.
 * @param root key without slashes around it; empty for the whole store
 * @param location relative to it, and not above it
 * @param extensions such as `.csv.gz`
 */
export async function findObjects(
  list: ListObjects,
  root: string,
  location: string,
  extensions: readonly string[]
): Promise<readonly WantedObject[]> {
  const { fixed, pattern } = splitLocation(location);
  const start = keyBelow(root, fixed === '.' ? '' : fixed.replace(/\/$/, ''));
  const wanted: WantedObject[] = [];
  const take = (objects: readonly StoredObject[], isWanted: (key: string) => boolean) => {
    for (const object of objects) {
      const extension = extensions.find((end) => object.key.toLowerCase().endsWith(end));
      if (extension !== undefined && isWanted(object.key)) {
        wanted.push({ ...object, extension });
      }
    }
    if (wanted.length > maxObjects) {
      throw new UnitEconomicsError(
        'tooMuch',
        `The location ${location} holds more than ${maxObjects} objects. Give a narrower one.`
      );
    }
  };
  const named = async (key: string): Promise<void> => {
    for await (const page of list(key)) {
      take(page, (found) => found === key);
      return; // the key itself comes before all that begin with it
    }
  };
  if (pattern === undefined) {
    if (start !== root) {
      await named(start);
    }
    if (wanted.length === 0) {
      const below = start === '' ? '' : `${start}/`;
      for await (const page of list(below)) {
        take(page, (key) => !isHidden(key.slice(below.length)));
      }
    }
  } else {
    const rootLength = root === '' ? 0 : root.length + 1;
    for await (const page of list(plainStart(root, pattern))) {
      take(
        page,
        (key) =>
          path.posix.matchesGlob(key.slice(rootLength), pattern) &&
          !isHidden(key.slice(start === '' ? 0 : start.length + 1))
      );
    }
    if (wanted.length === 0) {
      await named(keyBelow(root, pattern)); // a name may hold a glob's characters
    }
  }
  return wanted.sort((a, b) => (a.key < b.key ? -1 : 1));
}

function keyBelow(root: string, key: string): string {
  return [root, key].filter((part) => part !== '').join('/');
}

/** All that keys must begin with to match. */
function plainStart(root: string, pattern: string): string {
  const plain = pattern.slice(0, pattern.search(/[*?[\]{}\\]/));
  return root === '' ? plain : `${root}/${plain}`;
}

function isHidden(key: string): boolean {
  return key.split('/').some((part) => part.startsWith('.'));
}
