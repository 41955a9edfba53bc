import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  ContainerSASPermissions,
  generateBlobSASQueryParameters,
  StorageSharedKeyCredential,
} from '@azure/storage-blob';
import { ConnectionSecrets } from '../../model/secrets.ts';
import type { ConnectionFiles } from '../connection-files.ts';
import { openAzure } from './testing/azure-server.ts';
import { extensions, failure, openFiles, placeIn } from './testing/store-files.ts';
import { askedOf, type TestStore } from './testing/test-store.ts';

const never = new AbortController().signal;
const environment = { ...process.env };
const account = 'devstoreaccount1';

let store: TestStore;
let cacheDirectory: string;
let files: ConnectionFiles;

beforeAll(async () => {
  store = await openAzure();
  await store.put('a.csv', 'the content');
});
afterAll(async () => {
  await store.close();
});
beforeEach(async () => {
  cacheDirectory = realpathSync(mkdtempSync(path.join(tmpdir(), 'azure-files-')));
  files = await openFiles(cacheDirectory, Date.now);
  askedOf(store.front);
});
afterEach(() => {
  process.env = { ...environment };
  rmSync(cacheDirectory, { recursive: true });
});

function list(secrets: Record<string, string>, settings: Record<string, unknown> = {}) {
  const place = { ...placeIn(store, settings), secrets: new ConnectionSecrets(secrets, JSON.stringify(secrets)) };
  return files.list(place, 'a.csv', extensions, never);
}

/** For the container. */
function sas(permissions: string): string {
  const key = new StorageSharedKeyCredential(account, store.secrets['accountKey'] ?? '');
  const until = {
    expiresOn: new Date(Date.now() + 3_600_000),
    permissions: ContainerSASPermissions.parse(permissions),
  };
  return generateBlobSASQueryParameters({ containerName: 'bills', ...until }, key).toString();
}

it.each(['', '?'])('reads with a SAS token, written as "%s…"', async (mark) => {
  expect(await list({ sasToken: `${mark}${sas('rl')}` })).toHaveLength(1);
});

it('says that a SAS token does not suffice, without it', async () => {
  const sasToken = sas('l');
  const said = await failure(list({ sasToken }));
  expect(said).toMatch(/^denied: .* may not read the object a\.csv in the container bills .* \(403 Authorization\w+\)/);
  expect(said).not.toContain(new URLSearchParams(sasToken).get('sig'));
});

it('reads with a connection string', async () => {
  const [endpoint, key] = [`${store.front.url}/${account}`, store.secrets['accountKey'] ?? ''];
  const connectionString = `DefaultEndpointsProtocol=http;AccountName=${account};AccountKey=${key};BlobEndpoint=${endpoint};`;
  expect(await list({ connectionString })).toHaveLength(1);
  expect(askedOf(store.front)).toEqual({ listings: 1, objects: ['a.csv'] });
});

it('says that this machine has no credentials either', async () => {
  process.env['AZURE_TOKEN_CREDENTIALS'] = 'EnvironmentCredential'; // the others would look around this machine
  const endpoint = 'https://127.0.0.1:1/devstoreaccount1'; // never asked
  expect(await failure(list({}, { endpoint }))).toBe(
    'badSettings: The connection exports (azure-blob) has no credentials for the container bills of the account devstoreaccount1. Set connections.exports.accountKey, sasToken or connectionString in secureJsonData, or give the machine that runs Grafana default credentials.'
  );
});

it('says that a key is none', async () => {
  expect(await failure(list({ connectionString: 'nonsense' }))).toBe(
    'badSettings: connections.exports.connectionString in secureJsonData is no connection string. Paste it as the storage account shows it among its access keys.'
  );
});
