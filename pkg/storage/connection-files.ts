import { LRUCache } from 'lru-cache';
import type { FilesConnection, ObjectStoreConnection } from '../model/connections/connection.ts';
import { UnitEconomicsError } from '../model/errors.ts';
import type { ConnectionSecrets } from '../model/secrets.ts';
import type { FileAccess, FoundFile } from './file-access.ts';
import { leavesRoot } from './location.ts';
import { reachDirectory } from './reach-directory.ts';
import { ObjectPlace, objectPlaceText, type ObjectTools } from './objects/object-place.ts';

/** A connection whose data is files, with what it takes to reach them. */
export interface FilesPlace {
  readonly connection: FilesConnection;
  readonly secrets: ConnectionSecrets;
}

/** Files of connections, in directories and in object stores alike. */
export interface ConnectionFiles {
  /** Files of a location (file, directory tree or glob), sorted by label; at least one. Objects are fetched first. */
  list(
    place: FilesPlace,
    location: string,
    extensions: readonly string[],
    signal: AbortSignal
  ): Promise<readonly FoundFile[]>;
  /** Looks whether there is such a place and whether it may be read, without reading a file. */
  reach(place: FilesPlace, signal: AbortSignal): Promise<ReachedPlace>;
}

/** In words for users. */
export interface ReachedPlace {
  readonly reached: string;
  readonly remarks: readonly string[];
}

/** Tells places apart, whatever their connections are called and how long or how much they keep. */
export function placeText(connection: FilesConnection): string {
  return connection.type === 'files' ? connection.path : objectPlaceText(connection);
}

export interface ConnectionFilesOptions extends Omit<ObjectTools, 'closing'> {
  /** For directories. */
  readonly files: FileAccess;
  readonly closing?: AbortSignal;
}

/** Connections with their clients; settings that change make new ones. */
const rememberedPlaces = 100;

export function createConnectionFiles(options: ConnectionFilesOptions): ConnectionFiles {
  const { files, cacheDirectory, now, closing = new AbortController().signal } = options;
  const places = new LRUCache<string, ObjectPlace>({ max: rememberedPlaces });
  const placeOf = (connection: ObjectStoreConnection, secrets: ConnectionSecrets): ObjectPlace => {
    const key = JSON.stringify([connection, secrets]); // secrets stand in it as their fingerprint
    const place = places.get(key) ?? new ObjectPlace(connection, secrets, { cacheDirectory, now, closing });
    places.set(key, place);
    return place;
  };
  return {
    reach: async ({ connection, secrets }, signal) =>
      connection.type === 'files'
        ? await reachDirectory(connection.path, files.allowed)
        : await placeOf(connection, secrets).reach(signal),
    list: async ({ connection, secrets }, location, extensions, signal) => {
      if (connection.type === 'files') {
        return await files.list(connection.path, location, extensions);
      }
      if (leavesRoot(location)) {
        throw new UnitEconomicsError(
          'notAllowed',
          `The location ${location} is absolute or climbs out with "..". Give one relative to the prefix of the connection ${connection.name}.`
        );
      }
      return await placeOf(connection, secrets).list(location, extensions.map(extensionOf), signal);
    },
  };
}

function extensionOf(extension: string): string {
  return `.${extension.replace(/^\./, '').toLowerCase()}`;
}
