import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { executableName } from '../../scripts/build/build.ts';
import { openAzure } from '../../pkg/storage/objects/testing/azure-server.ts';
import { openFront } from '../../pkg/storage/objects/testing/front.ts';
import { openGcs } from '../../pkg/storage/objects/testing/gcs-server.ts';
import { openS3 } from '../../pkg/storage/objects/testing/s3-server.ts';
import type { TestStore } from '../../pkg/storage/objects/testing/test-store.ts';

/** The vendors' clients as they are in the chunks beside the executable. */
const sheet = z.object({ rows: z.array(z.array(z.union([z.string(), z.number(), z.null()]))) });
// No credentials of this machine, and no look around for some.
const environment = {
  PATH: process.env['PATH'],
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_CONFIG_FILE: '/nowhere',
  AWS_SHARED_CREDENTIALS_FILE: '/nowhere',
  AZURE_TOKEN_CREDENTIALS: 'EnvironmentCredential',
};

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(os.tmpdir(), 'executable-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

interface Outcome {
  readonly status: number;
  readonly out: string;
  readonly error: string;
}

/** Asks for the jobs of July 2025 in a connection. */
function ask(
  connection: Readonly<Record<string, unknown>>,
  secrets: Readonly<Record<string, string>>,
  more: Readonly<Record<string, string>> = {}
): Promise<Outcome> {
  const settings = path.join(directory, 'settings.json');
  const metric = { name: 'jobs', connection: 'there', location: 'jobs.csv', unit: 'job', additivity: 'additive' };
  const secureJsonData = Object.fromEntries(
    Object.entries(secrets).map(([key, secret]) => [`connections.there.${key}`, secret])
  );
  const jsonData = { connections: [{ name: 'there', ...connection }], metrics: [{ ...metric, until: '2025-07-31' }] };
  writeFileSync(settings, JSON.stringify({ jsonData, secureJsonData }));
  const range = ['--from', '2025-07-01', '--to', '2025-07-31', '--grain', 'month'];
  const words = ['query', 'jobs', '--settings', settings, ...range, '--format', 'json'];
  const env = { ...environment, TMPDIR: directory, ...more };
  return new Promise((resolve) => {
    const child = execFile(path.resolve('dist', executableName), words, { env }, (_, out, error) => {
      resolve({ status: child.exitCode ?? -1, out, error });
    });
  });
}

function jobsIn({ status, out, error }: Outcome): unknown {
  expect({ status, error }).toEqual({ status: 0, error: '' });
  return sheet.parse(JSON.parse(out)).rows.map((row) => row.at(-1));
}

const content = 'date,value\n2025-07-01,100\n2025-07-02,23\n';

describe.each([
  ['S3', openS3],
  ['Google Cloud Storage', openGcs],
  ['Azure Blob', openAzure],
])('the executable reads from %s', (_, open) => {
  let store: TestStore;

  beforeAll(async () => {
    store = await open();
    await store.put('jobs.csv', content);
  });
  afterAll(async () => {
    await store.close();
  });

  it('with what its settings say', async () => {
    expect(jobsIn(await ask({ type: store.type, ...store.settings }, store.secrets))).toEqual([123]); // 100 + 23
  });
});

it('the executable takes on a role', async () => {
  const store = await openS3();
  const sts = await openFront((_, response) => {
    response.writeHead(200, { 'content-type': 'text/xml' });
    response.end(
      `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
        <AccessKeyId>S3RVER</AccessKeyId><SecretAccessKey>S3RVER</SecretAccessKey>
        <Expiration>${new Date(Date.now() + 3_600_000).toISOString()}</Expiration>
      </Credentials></AssumeRoleResult></AssumeRoleResponse>`
    );
  });
  try {
    await store.put('jobs.csv', content);
    const connection = { type: 's3', ...store.settings, roleArn: 'arn:aws:iam::123456789012:role/reader' };
    const own = { AWS_ACCESS_KEY_ID: 'own', AWS_SECRET_ACCESS_KEY: 'own', AWS_ENDPOINT_URL_STS: sts.url };
    expect(jobsIn(await ask(connection, {}, own))).toEqual([123]);
    expect(sts.asked).toEqual(['POST /']);
  } finally {
    await sts.close();
    await store.close();
  }
});

it("the executable looks for Azure's default credentials", async () => {
  const connection = {
    type: 'azure-blob',
    account: 'acmebills',
    container: 'exports',
    endpoint: 'https://127.0.0.1:1',
  };
  const { status, error } = await ask(connection, {});
  expect(status).toBe(1);
  expect(error).toContain('has no credentials for the container exports of the account acmebills');
});
