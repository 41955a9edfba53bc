import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ConnectionSecrets } from '../../model/secrets.ts';
import type { ConnectionFiles } from '../connection-files.ts';
import { gcsStore } from './gcs-store.ts';
import { storeError } from './store-fault.ts';
import { openFront, type Front } from './testing/front.ts';
import { openGcs } from './testing/gcs-server.ts';
import { extensions, failure, openFiles, placeIn } from './testing/store-files.ts';
import type { TestStore } from './testing/test-store.ts';

const never = new AbortController().signal;
const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

let store: TestStore;
let tokens: Front;
let cacheDirectory: string;
let files: ConnectionFiles;
let answer: { readonly status: number; readonly body: unknown };
let shown: IncomingHttpHeaders['authorization'][];

beforeEach(async () => {
  shown = [];
  store = await openGcs(({ authorization }) => {
    shown.push(authorization);
  });
  await store.put('a.csv', 'the content');
  answer = { status: 200, body: { access_token: 'of the account', expires_in: 3600, token_type: 'Bearer' } };
  tokens = await openFront((_, response) => {
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body));
  });
  cacheDirectory = realpathSync(mkdtempSync(path.join(tmpdir(), 'gcs-files-')));
  files = await openFiles(cacheDirectory, Date.now);
});
afterEach(async () => {
  await Promise.all([store.close(), tokens.close()]);
  rmSync(cacheDirectory, { recursive: true });
});

function list(serviceAccount: unknown) {
  const secrets = new ConnectionSecrets({ serviceAccount: JSON.stringify(serviceAccount) }, 'fingerprint');
  return files.list({ ...placeIn(store), secrets }, 'a.csv', extensions, never);
}

const account = () => ({
  type: 'service_account',
  client_email: 'reader@acme.iam.gserviceaccount.com',
  private_key: privateKey,
  token_uri: `${tokens.url}/token`,
});

it('asks as the service account whose key is given, for the listing and for objects', async () => {
  expect(await list(account())).toHaveLength(1);
  expect(shown).toEqual(['Bearer of the account', 'Bearer of the account']);
  expect(tokens.asked).toEqual(['POST /token']);
});

it('says that the service account is refused', async () => {
  answer = { status: 400, body: { error: 'invalid_grant', error_description: 'Invalid JWT Signature.' } };
  const said = await failure(list(account()));
  expect(said).toMatch(/^denied: The connection exports \(gcs\) may not read the bucket bills \(400 invalid_grant\)/);
  expect(said).not.toContain('PRIVATE');
});

it('refuses what is no key', async () => {
  expect(await failure(list({ type: 'authorized_user' }))).toMatch(
    /^badSettings: connections\.exports\.serviceAccount in secureJsonData is not the JSON key of a service account: /
  );
});

it('says that this machine has no credentials either', () => {
  const { connection, secrets } = placeIn(store);
  if (connection.type !== 'gcs') {
    throw new RangeError('no gcs');
  }
  const thrown = Object.assign(new Error('Could not load the default credentials. Browse to …'), { code: 401 });
  const refusing = gcsStore(connection, secrets);
  expect(storeError(connection, undefined, refusing.fault(thrown), thrown).message).toBe(
    'The connection exports (gcs) has no credentials for the bucket bills. Set connections.exports.serviceAccount in secureJsonData, or give the machine that runs Grafana default credentials.'
  );
});
