import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ConnectionSecrets } from '../../model/secrets.ts';
import type { ConnectionFiles } from '../connection-files.ts';
import { openFront, type Front } from './testing/front.ts';
import { openS3 } from './testing/s3-server.ts';
import { extensions, failure, openFiles, placeIn } from './testing/store-files.ts';
import { askedOf, type TestStore } from './testing/test-store.ts';

const never = new AbortController().signal;
const environment = { ...process.env };

let store: TestStore;
let cacheDirectory: string;
let files: ConnectionFiles;
let now: number;

beforeAll(async () => {
  store = await openS3();
  await store.put('a.csv', 'the content');
});
afterAll(async () => {
  await store.close();
});
beforeEach(async () => {
  cacheDirectory = realpathSync(mkdtempSync(path.join(tmpdir(), 's3-files-')));
  now = Date.now();
  files = await openFiles(cacheDirectory, () => now);
  store.front.meddle = undefined;
  askedOf(store.front);
  // No credentials of this machine, and no question to its metadata.
  process.env['AWS_EC2_METADATA_DISABLED'] = 'true';
  process.env['AWS_CONFIG_FILE'] = '/nowhere';
  process.env['AWS_SHARED_CREDENTIALS_FILE'] = '/nowhere';
});
afterEach(() => {
  process.env = { ...environment };
  rmSync(cacheDirectory, { recursive: true });
});

function list(settings: Record<string, unknown>, secrets: Record<string, string>) {
  const place = { ...placeIn(store, settings), secrets: new ConnectionSecrets(secrets, JSON.stringify(secrets)) };
  return files.list(place, 'a.csv', extensions, never);
}

describe('credentials', () => {
  it('are those of the machine where there are no secrets', async () => {
    process.env['AWS_ACCESS_KEY_ID'] = 'S3RVER';
    process.env['AWS_SECRET_ACCESS_KEY'] = 'S3RVER';
    expect(await list({}, {})).toHaveLength(1);
  });

  it('are missing', async () => {
    expect(await failure(list({}, {}))).toBe(
      'badSettings: The connection exports (s3) has no credentials for the bucket bills. Set connections.exports.accessKeyId and connections.exports.secretAccessKey in secureJsonData, or give the machine that runs Grafana default credentials.'
    );
  });

  it.each(['accessKeyId', 'secretAccessKey'])('are no half: %s alone', async (key) => {
    const missing = key === 'accessKeyId' ? 'secretAccessKey' : 'accessKeyId';
    expect(await failure(list({}, { [key]: 'S3RVER' }))).toBe(
      `badSettings: The connection exports has one half of its keys: set connections.exports.${missing} in secureJsonData too, or neither for the default credentials of the machine.`
    );
  });

  it('are wrong', async () => {
    const said = await failure(list({}, { accessKeyId: 'WRONG', secretAccessKey: 'wrong secret' }));
    expect(said).toMatch(/^denied: .* \(403 InvalidAccessKeyId\)/);
    expect(said).not.toContain('wrong secret');
  });

  it('have run out', async () => {
    store.front.meddle = () => (response) => {
      store.says(400, 'ExpiredToken', response);
    };
    expect(await failure(list({}, { ...store.secrets, sessionToken: 'old' }))).toMatch(
      /^denied: .* \(400 ExpiredToken\)/
    );
  });

  describe('of a role', () => {
    const roleArn = 'arn:aws:iam::123456789012:role/reads/bills';
    let sts: Front;
    let answer: { readonly status: number; readonly body: string };

    beforeEach(async () => {
      sts = await openFront((_, response) => {
        response.writeHead(answer.status, { 'content-type': 'text/xml' }).end(answer.body);
      });
      process.env['AWS_ENDPOINT_URL_STS'] = sts.url;
    });
    afterEach(async () => {
      await sts.close();
    });

    it('are asked for once and used', async () => {
      answer = {
        status: 200,
        body: `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
          <AccessKeyId>S3RVER</AccessKeyId><SecretAccessKey>S3RVER</SecretAccessKey>
          <Expiration>${new Date(Date.now() + 3_600_000).toISOString()}</Expiration>
        </Credentials></AssumeRoleResult></AssumeRoleResponse>`,
      };
      expect(await list({ roleArn }, { accessKeyId: 'own', secretAccessKey: 'of its own' })).toHaveLength(1);
      expect(askedOf(store.front)).toEqual({ listings: 1, objects: ['a.csv'] });
      expect(sts.asked).toEqual(['POST /']);
    });

    it('are refused', async () => {
      answer = {
        status: 403,
        body: '<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>',
      };
      expect(await failure(list({ roleArn }, store.secrets))).toMatch(/^denied: .* bucket bills \(403 AccessDenied\)/);
      expect(askedOf(store.front).listings).toBe(0);
    });
  });
});

it.each([
  [
    301,
    'PermanentRedirect',
    /^badSettings: .* finds the bucket bills in another place .* Set its region or endpoint\.$/,
  ],
  [400, 'AuthorizationHeaderMalformed', /^badSettings: .* in another place/],
  [403, 'InvalidObjectState', /^badData: .* finds the bucket bills in an archive .* Restore it/],
  [400, 'InvalidRequest', /^badSettings: .* in a way that is not accepted \(400 InvalidRequest\)/],
])('says what %i %s means', async (status, code, said) => {
  store.front.meddle = () => (response) => {
    store.says(status, code, response);
  };
  expect(await failure(list({}, store.secrets))).toMatch(said);
});

it('keeps the version of an object that is written again with the same content', async () => {
  const found = await list({}, store.secrets);
  await store.put('a.csv', 'the content');
  now += 3_600_000;
  askedOf(store.front);
  expect(await list({}, store.secrets)).toEqual(found);
  expect(askedOf(store.front)).toEqual({ listings: 1, objects: [] });
});
