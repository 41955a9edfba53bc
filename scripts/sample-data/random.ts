import { createCipheriv, createHash } from 'node:crypto';

const blockBytes = 1 << 14;

/** Numbers in [0, 1). */
export type Random = () => number;

/**
 * A stream of its own for each name, so that more data of one kind leaves all the rest as it was. AES in counter mode
 * serves as the generator: the same everywhere, with nothing to install.
 */
export function randomStream(seed: number, name: string): Random {
  const key = createHash('sha256').update(`${seed} ${name}`).digest().subarray(0, 16);
  const cipher = createCipheriv('aes-128-ctr', key, Buffer.alloc(16));
  const zeros = Buffer.alloc(blockBytes);
  let block = Buffer.alloc(0);
  let at = 0;
  return () => {
    if (at >= block.length) {
      block = cipher.update(zeros);
      at = 0;
    }
    const value = block.readUInt32LE(at) / 2 ** 32;
    at += 4;
    return value;
  };
}

/** A factor around 1, at most `amplitude` away. */
export function noise(random: Random, amplitude: number): number {
  return 1 + amplitude * (2 * random() - 1);
}
