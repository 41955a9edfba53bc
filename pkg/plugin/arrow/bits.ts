/** Flags of one byte each, packed as Arrow packs them: eight to a byte, the first in the least significant bit. */
export function packBits(flags: Uint8Array): { readonly bits: Uint8Array; readonly count: number } {
  const bits = new Uint8Array((flags.length + 7) >> 3);
  let count = 0;
  for (let index = 0; index < flags.length; index++) {
    const bit = flags[index] === 0 ? 0 : 1;
    count += bit;
    bits[index >> 3] = (bits[index >> 3] ?? 0) | (bit << (index & 7));
  }
  return { bits, count };
}

export interface Nulls {
  readonly nullBitmap: Uint8Array | null;
  readonly nullCount: number;
}

/** Arrow's null bitmap from a mask, 1 where there is a value; none at all where no value is missing. */
export function nulls(valid: Uint8Array | undefined): Nulls {
  const { bits, count } = valid ? packBits(valid) : { bits: null, count: 0 };
  const nullCount = (valid?.length ?? 0) - count;
  return { nullBitmap: nullCount === 0 ? null : bits, nullCount };
}
