import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setRunPath } from './elf.ts';

/** Any small dynamically linked program of the system. */
const program = ['/bin/true', '/usr/bin/true'].find(existsSync) ?? process.execPath;

/**
 * A made-up image by hand: ELF header (64 bytes), three program headers (56 each) at 64, a dynamic section of three
 * entries at 0x180, one loaded segment that ends at `loadEnd`, and a note of 16 zero bytes at `noteAt`.
 */
function image({ loadEnd = 0x200, debugTag = 21, size = 0x1000, noteAt = 0x1c0 } = {}): Buffer {
  const bytes = Buffer.alloc(size);
  bytes.write('\x7fELF\x02\x01\x01', 'latin1');
  bytes.writeBigUInt64LE(64n, 32);
  bytes.writeUInt16LE(56, 54);
  bytes.writeUInt16LE(3, 56);
  const segment = (at: number, type: number, offset: number, address: number, length: number) => {
    bytes.writeUInt32LE(type, at);
    bytes.writeBigUInt64LE(BigInt(offset), at + 8);
    bytes.writeBigUInt64LE(BigInt(address), at + 16);
    bytes.writeBigUInt64LE(BigInt(length), at + 32);
    bytes.writeBigUInt64LE(BigInt(length), at + 40);
  };
  segment(64, 1, 0, 0x400000, loadEnd);
  segment(120, 2, 0x180, 0x400180, 48);
  segment(176, 4, noteAt, 0x400000 + noteAt, 16);
  bytes.writeBigUInt64LE(5n, 0x180);
  bytes.writeBigUInt64LE(0x400100n, 0x188);
  bytes.writeBigUInt64LE(BigInt(debugTag), 0x190);
  return bytes;
}

describe('setRunPath', () => {
  it('writes the string behind the segment and points DT_RUNPATH at it, relative to the string table', () => {
    const bytes = image();
    setRunPath(bytes, '$ORIGIN/lib');
    expect(bytes.toString('latin1', 0x200, 0x20c)).toBe('$ORIGIN/lib\0');
    expect(bytes.readBigUInt64LE(0x190)).toBe(29n);
    expect(bytes.readBigUInt64LE(0x198)).toBe(0x100n); // 0x400200 - 0x400100
  });

  it('makes the system loader search there, and the program still runs', () => {
    const directory = mkdtempSync(path.join(os.tmpdir(), 'elf-'));
    try {
      const copy = path.join(directory, 'program');
      const bytes = readFileSync(program);
      setRunPath(bytes, '$ORIGIN/lib');
      writeFileSync(copy, bytes, { mode: 0o755 });
      const { status, stderr } = spawnSync(copy, ['--version'], { encoding: 'utf8', env: { LD_DEBUG: 'libs' } });
      expect(status).toBe(0);
      expect(stderr).toContain(`${directory}/lib/libc.so.6`);
      expect(stderr).toContain(`(RUNPATH from file ${copy})`);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  it.each([
    ['a file that is not ELF', Buffer.alloc(4096), 'not a 64-bit little-endian ELF image'],
    [
      'a segment that fills its last page',
      image({ loadEnd: 0x1000, size: 0x2000 }),
      'no segment of the executable has 12 unused bytes',
    ],
    ['a page rest that is too small', image({ loadEnd: 0xff8 }), 'no segment of the executable has 12 unused bytes'],
    [
      'a page rest that another part of the file uses',
      image({ noteAt: 0x208 }),
      'no segment of the executable has 12 unused bytes',
    ],
    ['an image without an entry to replace', image({ debugTag: 22 }), 'no DT_DEBUG entry'],
    ['an image that has a run path', image({ debugTag: 29 }), 'has a run path already'],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => {
      setRunPath(bytes, '$ORIGIN/lib');
    }).toThrow(message);
  });
});
