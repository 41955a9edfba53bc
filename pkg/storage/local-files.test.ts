import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createFileAccess } from './local-files.ts';

let base: string;
let root: string;
beforeAll(async () => {
  base = await mkdtemp(path.join(tmpdir(), 'unit-economics-files-'));
  root = path.join(base, 'allowed');
  await mkdir(path.join(root, 'focus', '2024'), { recursive: true });
  await mkdir(path.join(base, 'outside'));
  await mkdir(path.join(base, 'allowed-not'));
  await writeFile(path.join(base, 'outside', 'secret.csv'), 'a');
  await writeFile(path.join(base, 'allowed-not', 'secret.csv'), 'a');
  await writeFile(path.join(root, 'focus', 'b.csv'), 'ab');
  await writeFile(path.join(root, 'focus', '2024', 'a.csv.gz'), 'abc');
  await writeFile(path.join(root, 'focus', '2024', 'odd[1]*.csv'), 'abcd');
  await writeFile(path.join(root, 'focus', 'readme.txt'), 'no');
  await writeFile(path.join(root, 'focus', '.hidden.csv'), 'no');
  await mkdir(path.join(root, 'links'));
  await symlink(path.join(base, 'outside', 'secret.csv'), path.join(root, 'links', 'file.csv'));
  await mkdir(path.join(root, 'trees'));
  await symlink(path.join(base, 'outside'), path.join(root, 'trees', 'tree'));
  await mkdir(path.join(root, 'circle'));
  await symlink(path.join(root, 'circle'), path.join(root, 'circle', 'again'));
  await symlink(path.join(root, 'focus', 'b.csv'), path.join(root, 'circle', 'inside.csv'));
  await writeFile(path.join(root, 'catalog.yaml'), 'costs: []');
});
afterAll(async () => {
  await rm(base, { recursive: true });
});

const list = async (location: string, allowed = [root], below = root) =>
  (await (await createFileAccess(allowed)).list(below, location, ['.csv', 'csv.gz'])).map(({ label }) => label);

it('finds a file, a tree and a glob, sorted, hidden files and other kinds left out', async () => {
  expect(await list('focus/b.csv')).toEqual(['focus/b.csv']);
  expect(await list('focus')).toEqual(['focus/2024/a.csv.gz', 'focus/2024/odd[1]*.csv', 'focus/b.csv']);
  expect(await list('focus/**/*.csv.gz')).toEqual(['focus/2024/a.csv.gz']);
  expect(await list('focus/*.csv')).toEqual(['focus/b.csv']);
  expect(await list('focus/2024/odd[1]*.csv')).toEqual(['focus/2024/odd[1]*.csv']);
});

it('does not mind links that a glob cannot match', async () => {
  expect(await list('f*/*.csv')).toEqual(['focus/b.csv']);
  expect(await list('c*/{inside,x}.csv')).toEqual(['circle/inside.csv']);
});

it('gives real paths and what tells versions apart', async () => {
  const [found] = await (await createFileAccess([base])).list(root, 'circle/*.csv', ['csv']);
  expect(found).toMatchObject({ path: path.join(root, 'focus', 'b.csv'), label: 'circle/inside.csv', size: 2 });
  expect(found?.modifiedMs).toBeGreaterThan(0);
});

it('follows links inside and ends in a circle', async () => {
  expect(await list('circle')).toEqual(['circle/inside.csv']);
});

it.each([
  ['dots', 'focus/../../outside/secret.csv'],
  ['an absolute location', '/etc/passwd'],
  ['a link to a file', 'links/file.csv'],
  ['a link to a file in a tree', 'links'],
  ['a link to a directory', 'trees/tree'],
  ['a link to a directory in a tree', 'trees'],
  ['a link to a directory in a glob', 'trees/**/*.csv'],
])('refuses %s that leads outside', async (_, location) => {
  await expect(list(location)).rejects.toMatchObject({ code: 'notAllowed' });
});

it('refuses a connection outside, also one whose name begins like an allowed one', async () => {
  await expect(list('secret.csv', [root], path.join(base, 'outside'))).rejects.toMatchObject({ code: 'notAllowed' });
  await expect(list('secret.csv', [root], path.join(base, 'allowed-not'))).rejects.toMatchObject({
    code: 'notAllowed',
  });
  await expect(list('secret.csv', [root], 'relative')).rejects.toMatchObject({ code: 'badSettings' });
});

it('reads nothing while nothing is allowed, and prints the lines that allow it', async () => {
  await expect(list('focus', [])).rejects.toMatchObject({
    code: 'notAllowed',
    message: expect.stringContaining(`[plugin.perunit-uniteconomics-datasource]\nallowed_paths = ${root}`) as string,
  });
});

it('names the location and the connection when nothing is there', async () => {
  await expect(list('fokus/*.csv')).rejects.toMatchObject({
    code: 'notFound',
    message: expect.stringContaining(`The location fokus/*.csv does not exist below ${root}`) as string,
  });
  await expect(list('focus/*.parquet')).rejects.toMatchObject({
    code: 'notFound',
    message: expect.stringContaining('focus/*.parquet') as string,
  });
  await expect(list('x', [root], path.join(root, 'nowhere'))).rejects.toMatchObject({ code: 'notFound' });
});

it('reads the catalog by its path, absolute or below an allowed one, and nothing else', async () => {
  const access = await createFileAccess([path.join(base, 'outside'), root]);
  const found = await access.readText('catalog.yaml');
  expect(found.text).toBe('costs: []');
  expect(await access.readText(path.join(root, 'catalog.yaml'))).toEqual(found);
  await expect(access.readText('/etc/passwd')).rejects.toMatchObject({ code: 'notAllowed' });
  await expect(access.readText('../allowed-not/secret.csv')).rejects.toMatchObject({ code: 'notAllowed' });
  await expect(access.readText('none.yaml')).rejects.toMatchObject({ code: 'notFound' });
  await writeFile(path.join(root, 'catalog.yaml'), 'costs: [x]');
  expect((await access.readText('catalog.yaml')).version).not.toBe(found.version);
});
