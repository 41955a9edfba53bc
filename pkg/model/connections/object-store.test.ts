import { issueText } from '../issues.ts';
import { connection, holdsCharges } from './connection.ts';

const stores = {
  s3: { type: 's3', bucket: 'acme-bills' },
  gcs: { type: 'gcs', bucket: 'acme-bills' },
  'azure-blob': { type: 'azure-blob', account: 'acmebills', container: 'exports' },
};

function fault(type: keyof typeof stores, entry: Record<string, unknown>): string {
  const read = connection.safeParse({ name: 'bills', ...stores[type], ...entry });
  return read.success ? '' : issueText(read.error);
}

describe.each(Object.values(stores))('a connection of type $type', (entry) => {
  it('needs no more than its place, and holds charges', () => {
    const parsed = connection.parse({ name: 'bills', ...entry });
    // 15 minutes, 20 GB, 20 seconds
    expect(parsed).toMatchObject({ prefix: '', refresh: 900_000, cacheSize: 20_000_000_000, timeout: 20_000 });
    expect(holdsCharges(parsed)).toBe(true);
  });

  it('has a folder as prefix', () => {
    expect(connection.parse({ name: 'bills', ...entry, prefix: '/exports/cur/' })).toMatchObject({
      prefix: 'exports/cur',
    });
    expect(connection.safeParse({ name: 'bills', ...entry, prefix: 'exports/../hr' }).success).toBe(false);
  });

  it('has an endpoint that is encrypted or on this machine', () => {
    expect(connection.safeParse({ name: 'bills', ...entry, endpoint: 'http://127.0.0.1:9000' }).success).toBe(true);
    expect(connection.safeParse({ name: 'bills', ...entry, endpoint: 'http://minio.example.com' }).success).toBe(false);
  });
});

it.each([
  ['s3', { bucket: 'a/b' }, 'bucket: is not the name of a bucket'],
  ['s3', { bucket: 'x' }, 'bucket: is not the name of a bucket'],
  ['s3', { region: 'Frankfurt' }, 'region: is not a region such as eu-central-1'],
  ['s3', { roleArn: 'reader' }, 'roleArn: is not the ARN of a role'],
  ['s3', { roleArn: 'arn:aws-cn:iam::123456789012:role/path/reader' }, ''],
  ['gcs', { bucket: 'Acme' }, 'bucket: is not the name of a bucket'],
  ['azure-blob', { account: 'acme-bills' }, 'account: is not the name of a storage account'],
  ['azure-blob', { container: 'a--b' }, 'container: is not the name of a container'],
  ['azure-blob', { container: '$web' }, ''],
] as const)('%s %j: %s', (type, entry, wrong) => {
  expect(fault(type, entry)).toBe(wrong);
});
