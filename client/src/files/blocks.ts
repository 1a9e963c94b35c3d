/** A file as blocks (docs/protocol.md, section 11.1): what is hashed, confirmed and resumed. */

/** Bytes of every block but the last. */
export const BLOCK_BYTES = 1_048_576;
/** So far a sender may be ahead of what the receiver has confirmed, in bytes. */
export const WINDOW_BYTES = 16 * BLOCK_BYTES;
/** One message carries at most so many bytes. */
export const CHUNK_BYTES = 65_536;

export type Bytes = Uint8Array<ArrayBuffer>;
/** SHA-256 (FIPS 180-4): 32 bytes. */
export type Sha256 = (data: Bytes) => Promise<Bytes>;

export function blockCount(size: number): number {
  return Math.ceil(size / BLOCK_BYTES);
}

export function blockLength(size: number, index: number): number {
  return Math.max(0, Math.min(BLOCK_BYTES, size - index * BLOCK_BYTES));
}

/** Bytes of the first `blocks` blocks. */
export function bytesOf(size: number, blocks: number): number {
  return Math.min(size, blocks * BLOCK_BYTES);
}

/** Lower case, two digits a byte. */
export function hexadecimal(bytes: Bytes): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The hash that ends a transfer. */
export async function hashOfHashes(sha256: Sha256, hashes: readonly Bytes[]): Promise<string> {
  const all = new Uint8Array(hashes.length * 32);
  hashes.forEach((hash, index) => {
    all.set(hash, index * 32);
  });
  return hexadecimal(await sha256(all));
}
