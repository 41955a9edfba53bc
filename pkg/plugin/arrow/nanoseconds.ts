const two16 = 65_536;
const two32 = 4_294_967_296;

/**
 * Milliseconds since the epoch as Arrow's 64-bit nanoseconds; fractions of a millisecond are cut off, NaN becomes 0.
 * Exact for the years that 64 bits of nanoseconds reach, 1678 to 2262. A product of BigInts takes three times as long,
 * so the 64 bits are put together from two halves (Arrow is little-endian, like every platform Node runs on).
 */
export function nanoseconds(milliseconds: Float64Array): BigInt64Array {
  const result = new BigInt64Array(milliseconds.length);
  const halves = new Uint32Array(result.buffer);
  for (let index = 0; index < milliseconds.length; index++) {
    const ms = Math.trunc(milliseconds[index] ?? NaN);
    // ms = high * 2^16 + rest; no product below exceeds 2^53.
    const high = Math.floor(ms / two16);
    const product = high * 1e6;
    const carry = Math.floor(product / two16);
    const low = (product - carry * two16) * two16 + (ms - high * two16) * 1e6;
    halves[2 * index] = low % two32;
    halves[2 * index + 1] = carry + Math.floor(low / two32);
  }
  return result;
}
