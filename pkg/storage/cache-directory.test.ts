import { chmod, mkdir, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openCacheDirectory } from './cache-directory.ts';

let base: string;
beforeAll(async () => {
  base = await mkdtemp(path.join(tmpdir(), 'unit-economics-cache-'));
});
afterAll(async () => {
  await rm(base, { recursive: true });
});

it('makes the directory for its user alone and takes it again', async () => {
  const directory = path.join(base, 'deep', 'cache');
  expect(await openCacheDirectory(directory)).toBe(directory);
  expect((await stat(directory)).mode & 0o777).toBe(0o700);
  expect(await openCacheDirectory(directory)).toBe(directory);
});

it('refuses a directory that others can enter, a link, a file and a relative path', async () => {
  const open = path.join(base, 'open');
  await mkdir(open);
  await chmod(open, 0o755);
  const link = path.join(base, 'link');
  await mkdir(path.join(base, 'target'), { mode: 0o700 });
  await symlink(path.join(base, 'target'), link);
  const file = path.join(base, 'file');
  await writeFile(file, '');
  for (const refused of [open, link, file, 'relative']) {
    await expect(openCacheDirectory(refused)).rejects.toMatchObject({
      code: 'badSettings',
      message: expect.stringContaining(`The cache directory ${refused} is refused`) as string,
    });
  }
});

const asRoot = process.getuid?.() === 0;
(asRoot ? it : it.skip)('refuses a directory of another user', async () => {
  const { chown } = await import('node:fs/promises');
  const theirs = path.join(base, 'theirs');
  await mkdir(theirs, { mode: 0o700 });
  await chown(theirs, 12345, 12345);
  await expect(openCacheDirectory(theirs)).rejects.toMatchObject({ code: 'badSettings' });
});

it('lies in the temporary directory by default, with the user in its name', async () => {
  expect(path.basename(await openCacheDirectory())).toBe(`perunit-uniteconomics-${String(process.getuid?.())}`);
});
