import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { hashInputs, isUpToDate, writeStamp } from './stamp.ts';

let directory: string;
const at = (name: string) => path.join(directory, name);

beforeEach(() => {
  directory = mkdtempSync(path.join(os.tmpdir(), 'stamp-'));
  mkdirSync(at('pkg'));
  writeFileSync(at('pkg/a.ts'), 'a');
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

describe('hashInputs', () => {
  it.each([
    [
      'content',
      () => {
        writeFileSync(at('pkg/a.ts'), 'b');
      },
      true,
    ],
    [
      'a new source',
      () => {
        writeFileSync(at('pkg/b.ts'), '');
      },
      true,
    ],
    [
      'a test',
      () => {
        writeFileSync(at('pkg/a.test.ts'), '');
      },
      false,
    ],
    [
      'the same content again',
      () => {
        writeFileSync(at('pkg/a.ts'), 'a');
      },
      false,
    ],
  ])('answers to a change of %s', (_, change, differs) => {
    const before = hashInputs([at('pkg'), at('absent')]);
    change();
    expect(hashInputs([at('pkg'), at('absent')]) !== before).toBe(differs);
  });
});

describe('isUpToDate', () => {
  beforeEach(() => {
    writeFileSync(at('out'), 'executable');
    writeStamp(at('stamp.json'), 'hash', [at('out')]);
  });

  it('holds while inputs and outputs are as they were', () => {
    expect(isUpToDate(at('stamp.json'), 'hash')).toBe(true);
  });

  it.each([
    [
      'there was no build',
      () => {
        rmSync(at('stamp.json'));
      },
    ],
    [
      'the stamp is not ours',
      () => {
        writeFileSync(at('stamp.json'), '{}');
      },
    ],
    [
      'an output is gone',
      () => {
        rmSync(at('out'));
      },
    ],
    [
      'an output was rewritten',
      () => {
        writeFileSync(at('out'), 'something else');
      },
    ],
    [
      'an output lost its mode',
      () => {
        chmodSync(at('out'), 0o600);
      },
    ],
  ])('does not hold when %s', (_, change) => {
    change();
    expect(isUpToDate(at('stamp.json'), 'hash')).toBe(false);
  });

  it('does not hold for other inputs', () => {
    expect(isUpToDate(at('stamp.json'), 'other')).toBe(false);
  });
});
