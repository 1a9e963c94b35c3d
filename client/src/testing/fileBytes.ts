import type { Bytes, Sha256 } from '../files/blocks';
import type { ByteSource } from '../files/fileContent';

/** Bytes that differ from block to block; the same for the same seed. */
export function bytesOf(size: number, seed = 1): Bytes {
  const bytes = new Uint8Array(size);
  let state = seed;
  for (let at = 0; at < size; at++) {
    state = (state * 1_103_515_245 + 12_345) & 0x7fffffff;
    bytes[at] = state >> 16;
  }
  return bytes;
}

/** In place of SHA-256, which a browser makes on a thread of its own, outside virtual time: as long, and different for different bytes. */
export const quickHash: Sha256 = async (data) => {
  const hash = new Uint32Array(8);
  hash[1] = data.length;
  let sum = 0x811c9dc5;
  for (const byte of data) sum = Math.imul(sum ^ byte, 0x01000193);
  hash[0] = sum;
  return new Uint8Array(hash.buffer);
};

/** A source that a test can take away. */
export class FakeSource implements ByteSource {
  readonly #bytes: Bytes;
  reads = 0;
  gone = false;

  constructor(bytes: Bytes) {
    this.#bytes = bytes;
  }

  get size(): number {
    return this.#bytes.length;
  }

  async read(offset: number, length: number): Promise<Bytes> {
    this.reads++;
    if (this.gone) throw new Error('NotReadableError');
    return this.#bytes.slice(offset, offset + length);
  }
}

/** A `File` whose bytes come without leaving virtual time. */
export function fakeFile(name: string, bytes: Bytes, type = ''): File {
  return {
    name,
    type,
    size: bytes.length,
    slice: (from: number, to: number) => ({ arrayBuffer: async () => bytes.slice(from, to).buffer }),
  } as unknown as File;
}
