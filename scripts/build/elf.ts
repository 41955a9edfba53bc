/** The parts of the ELF-64 format (System V ABI, "Object Files") that adding a run path touches. */
const PT_LOAD = 1;
const PT_DYNAMIC = 2;
const DT_NULL = 0;
const DT_STRTAB = 5;
const DT_DEBUG = 21;
const DT_RUNPATH = 29;
const SHT_NOBITS = 8;
const pageSize = 4096;

interface Segment {
  readonly type: number;
  readonly offset: number;
  readonly address: number;
  readonly fileSize: number;
  readonly memorySize: number;
}

/**
 * Makes a finished executable look for its shared libraries in `runPath` (`$ORIGIN` is the executable's own directory).
 *
 * The image keeps its size and layout, because a single-executable build must not be relinked: the string goes into the
 * unused rest of a segment's last page, which the loader maps together with the segment, and the entry takes the place
 * of DT_DEBUG, which only debuggers read. Throws when the image is not ELF-64 little-endian or offers no such place.
 */
export function setRunPath(image: Buffer, runPath: string): void {
  if (image.length < 64 || image.readUInt32BE(0) !== 0x7f454c46 || image[4] !== 2 || image[5] !== 1) {
    throw new Error('not a 64-bit little-endian ELF image');
  }
  const segments = readSegments(image);
  const dynamic = segments.find((segment) => segment.type === PT_DYNAMIC);
  if (!dynamic) {
    throw new Error('the executable has no dynamic section: it is linked statically and needs no run path');
  }
  const entries = readDynamic(image, dynamic);
  if (entries.has(DT_RUNPATH)) {
    throw new Error('the executable has a run path already');
  }
  const debug = entries.get(DT_DEBUG);
  const strings = entries.get(DT_STRTAB);
  if (!debug || !strings) {
    throw new Error('the dynamic section has no DT_DEBUG entry to replace or no DT_STRTAB');
  }
  const text = Buffer.from(`${runPath}\0`, 'latin1');
  const place = findSlack(image, segments, strings.value, text.length);
  text.copy(image, place.offset);
  image.writeBigUInt64LE(BigInt(DT_RUNPATH), debug.at);
  image.writeBigUInt64LE(BigInt(place.address - strings.value), debug.at + 8);
}

function readSegments(image: Buffer): Segment[] {
  return table(image, 32, 54, 56).map((at) => ({
    type: image.readUInt32LE(at),
    offset: Number(image.readBigUInt64LE(at + 8)),
    address: Number(image.readBigUInt64LE(at + 16)),
    fileSize: Number(image.readBigUInt64LE(at + 32)),
    memorySize: Number(image.readBigUInt64LE(at + 40)),
  }));
}

/** Tag -> place in the file and value, up to DT_NULL. */
function readDynamic(image: Buffer, dynamic: Segment): Map<number, { at: number; value: number }> {
  const entries = new Map<number, { at: number; value: number }>();
  for (let at = dynamic.offset; at < dynamic.offset + dynamic.fileSize; at += 16) {
    const tag = Number(image.readBigUInt64LE(at));
    if (tag === DT_NULL) {
      break;
    }
    entries.set(tag, { at, value: Number(image.readBigUInt64LE(at + 8)) });
  }
  return entries;
}

/** Zero bytes after a loaded segment, in its last page, that nothing else in the file lays claim to. */
function findSlack(
  image: Buffer,
  segments: readonly Segment[],
  above: number,
  length: number
): { offset: number; address: number } {
  const claimed = [...segments.map(({ offset, fileSize }) => ({ offset, size: fileSize })), ...readSections(image)];
  for (const segment of segments) {
    const offset = segment.offset + segment.fileSize;
    const address = segment.address + segment.fileSize;
    const room = (pageSize - (offset % pageSize)) % pageSize;
    const isFree = !claimed.some(
      (range) => range.size > 0 && range.offset < offset + length && offset < range.offset + range.size
    );
    // DT_RUNPATH is an unsigned distance from the string table; memory behind a longer memorySize is wiped by the loader.
    if (
      segment.type === PT_LOAD &&
      segment.fileSize === segment.memorySize &&
      address > above &&
      room >= length &&
      isFree &&
      image.subarray(offset, offset + length).every((byte) => byte === 0)
    ) {
      return { offset, address };
    }
  }
  throw new Error(`no segment of the executable has ${length} unused bytes in its last page for the run path`);
}

function readSections(image: Buffer): { offset: number; size: number }[] {
  return table(image, 40, 58, 60)
    .filter((at) => image.readUInt32LE(at + 4) !== SHT_NOBITS)
    .map((at) => ({ offset: Number(image.readBigUInt64LE(at + 24)), size: Number(image.readBigUInt64LE(at + 32)) }));
}

/** File offsets of a header table's entries; the arguments are where the ELF header keeps its start, entry size and count. */
function table(image: Buffer, start: number, entrySize: number, count: number): number[] {
  const first = Number(image.readBigUInt64LE(start));
  const size = image.readUInt16LE(entrySize);
  return Array.from({ length: image.readUInt16LE(count) }, (_, index) => first + index * size);
}
