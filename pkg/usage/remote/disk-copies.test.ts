import { mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DiskCopies } from './disk-copies.ts';
import { encodeAnswer, type Answer } from './table-copy.ts';

let directory = '';

beforeEach(() => {
  directory = path.join(mkdtempSync(path.join(tmpdir(), 'copies-')), 'usage');
});

afterEach(() => {
  rmSync(path.dirname(directory), { recursive: true });
});

function answer(rows: number, loadedAt = 5): Answer {
  const column = new Float64Array(rows).fill(7);
  return { loadedAt, table: { times: column, values: column, dimensions: [], rows, badRows: 0, badSamples: [] } };
}

function rank(names: readonly string[]): void {
  names.forEach((name, index) => {
    utimesSync(path.join(directory, name), index, index);
  });
}

describe('copies on disk', () => {
  it('are found again, by others too, and are readable for their owner only', async () => {
    await new DiskCopies(directory).write('a', answer(3));
    expect(await new DiskCopies(directory).read('a')).toEqual(answer(3));
    expect(readdirSync(directory)).toEqual(['a']);
    expect(statSync(path.join(directory, 'a')).mode & 0o777).toBe(0o600);
    expect(statSync(directory).mode & 0o777).toBe(0o700);
  });

  it('take the place of earlier ones', async () => {
    const copies = new DiskCopies(directory);
    await copies.write('a', answer(3, 5));
    await copies.write('a', answer(2, 6));
    expect(await copies.read('a')).toEqual(answer(2, 6));
    expect(readdirSync(directory)).toEqual(['a']);
  });

  it('are none where the file is missing or is something else', async () => {
    const copies = new DiskCopies(directory);
    expect(await copies.read('a')).toBeUndefined();
    await copies.write('a', answer(3));
    writeFileSync(path.join(directory, 'a'), 'no copy');
    expect(await copies.read('a')).toBeUndefined();
  });

  it('go, the oldest first, when there are too many bytes of them', async () => {
    const size = encodeAnswer(answer(1000)).length;
    const most = 2.5 * size;
    await new DiskCopies(directory, most).write('b', answer(1000));
    await new DiskCopies(directory, most).write('a', answer(1000));
    rank(['b', 'a']);
    await new DiskCopies(directory, most).write('c', answer(1000));
    expect(readdirSync(directory).sort()).toEqual(['a', 'c']);
  });

  it('are looked over again after every sixteenth of the bytes allowed', async () => {
    const size = encodeAnswer(answer(1000)).length;
    const copies = new DiskCopies(directory, 3.5 * size);
    for (const name of ['d', 'c', 'b', 'a']) {
      await copies.write(name, answer(1000));
      rank(readdirSync(directory).sort().reverse());
    }
    expect(readdirSync(directory).sort()).toEqual(['a', 'b', 'c']);
  });

  it('that cannot be written are done without', async () => {
    writeFileSync(directory, 'a file in the place of the directory');
    const copies = new DiskCopies(directory);
    await copies.write('a', answer(3));
    expect(await copies.read('a')).toBeUndefined();
  });
});
