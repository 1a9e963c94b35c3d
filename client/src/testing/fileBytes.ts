import type { Bytes, Sha256 } from '../files/blocks';
import type { ByteSource } from '../files/fileContent';

/** Bytes that differ from chunk to chunk; the same for the same size. */
export function bytesOf(size: number): Bytes {
  const bytes = new Uint8Array(size);
  const seed = Math.min(size, 4_096);
  for (let at = 0, state = 1; at < seed; at++) {
    state = (state * 1_103_515_245 + 12_345) & 0x7fffffff;
    bytes[at] = state >> 16;
  }
  for (let filled = seed; filled < size; filled *= 2) bytes.copyWithin(filled, 0, Math.min(filled, size - filled));
  for (let at = 0; at < size; at += 65_536) bytes[at] = (at >> 16) & 0xff;
  return bytes;
}

/** Four bytes at a time: tests look at many. */
function words(bytes: Uint8Array<ArrayBuffer>): Uint32Array {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  return new Uint32Array(aligned.buffer, aligned.byteOffset, Math.floor(aligned.length / 4));
}

/** In place of SHA-256, which a browser makes on a thread of its own, outside virtual time: as long, and different for different bytes. */
export const quickHash: Sha256 = async (data) => {
  const hash = new Uint32Array(8);
  let sum = 0x811c9dc5;
  for (const word of words(data)) sum = Math.imul(sum ^ word, 0x01000193);
  for (const byte of data.subarray(data.length - (data.length % 4))) sum = Math.imul(sum ^ byte, 0x01000193);
  hash[0] = sum;
  hash[1] = data.length;
  return new Uint8Array(hash.buffer);
};

/** Whether a file has come with exactly these bytes. The difference of two large arrays is nothing for a test to print. */
export async function holds(content: Blob | null, bytes: Bytes): Promise<boolean> {
  if (content === null || content.size !== bytes.length) return false;
  const got = new Uint8Array(await content.arrayBuffer());
  const [gotWords, wanted] = [words(got), words(bytes)];
  const tail = bytes.length - (bytes.length % 4);
  return gotWords.every((word, index) => word === wanted[index]) && got.subarray(tail).every((byte, index) => byte === bytes[tail + index]);
}

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
