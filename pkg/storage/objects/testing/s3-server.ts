import { mkdtemp, rm } from 'node:fs/promises';
import { request, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { startChild } from './child-server.ts';
import { openFront, passTo } from './front.ts';
import type { TestStore } from './test-store.ts';

const keys = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };

/** s3rver from npm, which does all that is asked of it but If-Match; its front adds that. */
export async function openS3(): Promise<TestStore> {
  const directory = await mkdtemp(path.join(tmpdir(), 's3-'));
  const script = path.resolve('node_modules/s3rver/bin/s3rver.js');
  const place = ['--directory', directory, '--address', '127.0.0.1', '--port', '0'];
  const options = [...place, '--silent', '--no-vhost-buckets', '--configure-bucket', 'bills'];
  // It makes its continuation tokens with a cipher that Node has only so.
  const child = await startChild(['--openssl-legacy-provider', script, ...options], directory, /listening on .*:(\d+)/);
  const pass = passTo(child.port);
  const front = await openFront((incoming, response) => {
    void checkMatch(child.port, incoming).then((isGood) => {
      if (isGood) {
        pass(incoming, response);
      } else {
        says(412, 'PreconditionFailed', response);
      }
    });
  });
  const client = new S3Client({
    region: 'us-east-1',
    endpoint: `http://127.0.0.1:${child.port}`,
    forcePathStyle: true,
    credentials: { ...keys }, // the client notes in them where they are from
  });
  const settings = { bucket: 'bills', region: 'us-east-1', endpoint: front.url, forcePathStyle: true };
  return {
    type: 's3',
    settings,
    elsewhere: { ...settings, bucket: 'nothing' },
    secrets: keys,
    front,
    put: async (Key, Body) => {
      await client.send(new PutObjectCommand({ Bucket: 'bills', Key, Body }));
    },
    remove: async (Key) => {
      await client.send(new DeleteObjectCommand({ Bucket: 'bills', Key }));
    },
    says,
    close: async () => {
      client.destroy();
      await front.close();
      await child.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function says(status: number, code: string, response: ServerResponse): void {
  response.writeHead(status, { 'content-type': 'application/xml' });
  response.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>in its own words: S3RVER</Message></Error>`);
}

/** Asks for the object's tag first. */
async function checkMatch(port: number, { headers, url }: IncomingMessage): Promise<boolean> {
  const wanted = headers['if-match'];
  if (wanted === undefined) {
    return true;
  }
  return await new Promise((resolve) => {
    request({ host: '127.0.0.1', port, method: 'HEAD', path: (url ?? '').split('?')[0] }, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 404 || answer.headers.etag === wanted);
    }).end();
  });
}
