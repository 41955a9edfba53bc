import { createReadStream, statSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import path from 'node:path';

const contentTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
  '.woff2': 'font/woff2',
};

/** Sends `name` of `directory`, if it is a file there of a kind that a page needs; whether it did. */
export function sendFile(response: ServerResponse, directory: string, name: string): boolean {
  const file = path.resolve(directory, name);
  const type = contentTypes[path.extname(file)];
  const isInside = file.startsWith(path.resolve(directory) + path.sep);
  const found = isInside && type !== undefined ? statSync(file, { throwIfNoEntry: false }) : undefined;
  if (type === undefined || !found?.isFile()) {
    return false;
  }
  response.writeHead(200, { 'Content-Type': type, 'Content-Length': found.size, 'Cache-Control': 'no-cache' });
  createReadStream(file).pipe(response);
  return true;
}
