import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Address, Environment } from './handshake.ts';

/** sun_path of Linux holds 108 bytes with its end mark. */
const maxSocketPath = 107;

/** A place to listen at, before anyone listens there. */
export interface Endpoint {
  /** As grpc-js writes addresses. */
  readonly target: string;
  /** The address to tell the host, given the port that was bound. */
  readonly address: (port: number) => Address;
  /** Leaves nothing behind in the file system. */
  readonly remove: () => void;
}

/**
 * A unix socket in a directory that only this user can enter (mode 0700); on Windows a port of the loopback interface.
 * Throws when the directory cannot be made, or the path is too long for a socket.
 */
export function createEndpoint(env: Environment, platform: string): Endpoint {
  if (platform === 'win32') {
    return {
      target: '127.0.0.1:0',
      address: (port) => ({ network: 'tcp', address: `127.0.0.1:${port}` }),
      remove: () => undefined,
    };
  }
  const directory = mkdtempSync(path.join(env['PLUGIN_UNIX_SOCKET_DIR'] ?? os.tmpdir(), 'gpx-'));
  const socket = path.join(directory, 'grpc');
  const remove = () => {
    rmSync(directory, { recursive: true, force: true });
  };
  if (Buffer.byteLength(socket) > maxSocketPath) {
    remove();
    throw new Error(`${socket} is too long for a socket; set PLUGIN_UNIX_SOCKET_DIR or TMPDIR to a shorter directory`);
  }
  return { target: `unix:${socket}`, address: () => ({ network: 'unix', address: socket }), remove };
}
