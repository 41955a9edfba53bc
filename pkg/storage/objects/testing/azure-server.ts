import { mkdtemp, rm } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BlobServiceClient, StorageSharedKeyCredential } from '@azure/storage-blob';
import { startChild } from './child-server.ts';
import { openFront, passTo } from './front.ts';
import type { TestStore } from './test-store.ts';

const account = 'devstoreaccount1';
/** Azurite's own, known to everybody. */
const accountKey = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

/** Azurite from npm. */
export async function openAzure(): Promise<TestStore> {
  const directory = await mkdtemp(path.join(tmpdir(), 'azure-'));
  const script = path.resolve('node_modules/azurite/dist/src/blob/main.js');
  const options = ['--blobPort', '0', '--inMemoryPersistence', '--skipApiVersionCheck', '--disableTelemetry'];
  const child = await startChild([script, ...options], directory, /listens on http:\/\/127\.0\.0\.1:(\d+)/);
  const front = await openFront(passTo(child.port));
  const credential = new StorageSharedKeyCredential(account, accountKey);
  const container = new BlobServiceClient(`http://127.0.0.1:${child.port}/${account}`, credential).getContainerClient(
    'bills'
  );
  await container.create();
  const settings = { account, container: 'bills', endpoint: `${front.url}/${account}` };
  return {
    type: 'azure-blob',
    settings,
    elsewhere: { ...settings, container: 'nothing' },
    secrets: { accountKey },
    front,
    put: async (key, content) => {
      await container.getBlockBlobClient(key).upload(content, Buffer.byteLength(content));
    },
    remove: async (key) => {
      await container.deleteBlob(key);
    },
    says,
    close: async () => {
      await front.close();
      await child.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function says(status: number, code: string, response: ServerResponse): void {
  response.writeHead(status, { 'content-type': 'application/xml', 'x-ms-error-code': code });
  response.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>${accountKey}</Message></Error>`);
}
