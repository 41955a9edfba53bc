const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const endLength = 22;
const entryLength = 46;
const maxComment = 0xffff;

/**
 * Bytes of a ZIP archive's files as unpacked, as its central directory says (APPNOTE 4.3.12); undefined where there is none.
 * Sizes of 4 GiB and more count as that.
 */
export function unpackedSize(archive: Buffer): number | undefined {
  const end = endOfDirectory(archive);
  if (end === undefined) {
    return undefined;
  }
  const entries = archive.readUInt16LE(end + 10);
  let at = archive.readUInt32LE(end + 16);
  let size = 0;
  for (let entry = 0; entry < entries; entry++) {
    if (at + entryLength > archive.length || archive.readUInt32LE(at) !== entrySignature) {
      return undefined;
    }
    size += archive.readUInt32LE(at + 24);
    at += entryLength + archive.readUInt16LE(at + 28) + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return size;
}

function endOfDirectory(archive: Buffer): number | undefined {
  const last = archive.length - endLength;
  for (let at = last; at >= Math.max(0, last - maxComment); at--) {
    if (archive.readUInt32LE(at) === endSignature) {
      return at;
    }
  }
  return undefined;
}
