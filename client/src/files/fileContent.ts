import { BLOCK_BYTES, type Bytes, blockCount, blockLength, bytesOf, hashOfHashes, hexadecimal, type Sha256 } from './blocks';

/** Where the bytes of a file come from. A `File` of the browser is one through `sourceOf`. */
export interface ByteSource {
  readonly size: number;
  /** Exactly `length` bytes; rejects when they cannot be had (any more). */
  read(offset: number, length: number): Promise<Bytes>;
}

export function sourceOf(blob: Blob): ByteSource {
  return {
    size: blob.size,
    read: async (offset, length) => {
      const bytes = new Uint8Array(await blob.slice(offset, offset + length).arrayBuffer());
      if (bytes.length !== length) throw new RangeError('the file has become shorter');
      return bytes;
    },
  };
}

/** Where verified blocks go. */
export interface Sink {
  /** Block `index` of the file; the last one may come twice, the same. Its memory is used again once this has resolved. Rejects when there is no room. */
  write(index: number, block: Bytes): Promise<void>;
  /** All is there: the content, or null where it is already where it belongs. */
  finish(): Promise<Blob | null>;
  /** Nothing more comes, and what came is of no use. */
  discard(): void;
}

/** Keeps blocks in the browser, as blobs, which it may move to disk. Their type is never a stranger's: such a blob would be a page of this address. */
export function blobSink(): Sink {
  const parts: Blob[] = [];
  return {
    write: async (index, block) => {
      parts[index] = new Blob([block]);
    },
    finish: async () => new Blob(parts, { type: 'application/octet-stream' }),
    discard: () => {
      parts.length = 0;
    },
  };
}

/** A file that is being sent, with the hashes of its blocks, each made once for all receivers. */
export class OutgoingContent {
  readonly source: ByteSource;
  readonly #sha256: Sha256;
  readonly #hashes: Bytes[] = [];

  constructor(source: ByteSource, sha256: Sha256) {
    this.source = source;
    this.#sha256 = sha256;
  }

  get size(): number {
    return this.source.size;
  }

  /** The bytes of one block. Rejects when they cannot be read. */
  read(index: number): Promise<Bytes> {
    return this.source.read(bytesOf(this.size, index), blockLength(this.size, index));
  }

  /** The hash of a block that was read; hexadecimal. */
  async hash(index: number, block: Bytes): Promise<string> {
    return hexadecimal(await this.#hash(index, block));
  }

  /** The hash of all hashes; reads what was sent before this page knew the file. */
  async hashOfAll(): Promise<string> {
    for (let index = 0; index < blockCount(this.size); index++) {
      if (this.#hashes[index] === undefined) await this.#hash(index, await this.read(index));
    }
    return hashOfHashes(this.#sha256, this.#hashes);
  }

  async #hash(index: number, block: Bytes): Promise<Bytes> {
    const known = this.#hashes[index];
    if (known !== undefined) return known;
    const hash = await this.#sha256(block);
    this.#hashes[index] = hash;
    return hash;
  }
}

/** What there is of a file that is being received: whole blocks whose hashes were right. It outlives the channels that they came on. */
export class IncomingContent {
  readonly size: number;
  readonly #sha256: Sha256;
  readonly #sink: Sink;
  #hashes: Bytes[] = [];
  #finished = false;
  #content: Blob | null = null;

  constructor(size: number, sha256: Sha256, sink: Sink) {
    this.size = size;
    this.#sha256 = sha256;
    this.#sink = sink;
  }

  /** Blocks that are there for good. */
  get blocks(): number {
    return this.#hashes.length;
  }

  /** Bytes from the beginning that are there for good. */
  get received(): number {
    return bytesOf(this.size, this.blocks);
  }

  /** The file itself once `finish` has resolved; null where it went elsewhere. */
  get content(): Blob | null {
    return this.#content;
  }

  /** From where to go on, in bytes. Only whole blocks count: a shorter last one has to come again. */
  rewind(): number {
    if (this.blocks > 0 && blockLength(this.size, this.blocks - 1) < BLOCK_BYTES) this.#hashes.pop();
    return this.received;
  }

  /**
   * Takes the next block. `still` is asked after each wait: false means that these bytes are of a channel that has ended meanwhile, and nothing is changed.
   * Resolves with what is wrong, null when nothing is.
   */
  async add(block: Bytes, hash: string, still: () => boolean): Promise<'corrupt' | 'write-failed' | null> {
    const index = this.blocks;
    const own = await this.#sha256(block);
    if (!still()) return null;
    if (hexadecimal(own) !== hash) return 'corrupt';
    try {
      if (!this.#finished) await this.#sink.write(index, block);
    } catch {
      return 'write-failed';
    }
    if (still()) this.#hashes.push(own);
    return null;
  }

  /** All blocks are there: compares the hash of all of them and completes the file. */
  async finish(hash: string): Promise<'corrupt' | 'write-failed' | null> {
    if ((await hashOfHashes(this.#sha256, this.#hashes)) !== hash) return 'corrupt';
    // Asked for again, because our word that it is complete was lost.
    if (this.#finished) return null;
    try {
      this.#content = await this.#sink.finish();
      this.#finished = true;
      return null;
    } catch {
      return 'write-failed';
    }
  }

  discard(): void {
    this.#hashes = [];
    if (!this.#finished) this.#sink.discard();
  }
}
