import type { Channel } from '../rtc/channel';
import { type Bytes, blockCount, blockLength, CHUNK_BYTES, WINDOW_BYTES } from './blocks';
import type { IncomingContent } from './fileContent';
import { type CancelCode, type DeclineCode, encodeFileMessage, parseSenderMessage, type ReceiverMessage } from './fileMessages';
import type { TransferEnd } from './fileSender';

export interface FileReceiverEvents {
  /** So many bytes are there for good. */
  progressed(received: number): void;
  /** Once, at last. `done`: the content is complete and right. */
  ended(end: TransferEnd): void;
}

/** The receiver's part of docs/protocol.md, section 11.1, on one channel, from the offer on. */
export class FileReceiver {
  readonly #channel: Channel;
  readonly #events: FileReceiverEvents;
  #content: IncomingContent | null = null;
  #over = false;
  /** The block that is arriving, and how much of it has. */
  #block: Bytes | null = null;
  /** The memory of the block before: one that is asked for anew for each costs more time than filling it. */
  #spare: Bytes | null = null;
  #filled = 0;
  /** What has arrived and was not looked at yet: a hash is being made. */
  #queue: (string | ArrayBuffer)[] = [];
  #queued = 0;
  #working = false;

  /** Takes the channel over from whoever has read the offer. */
  constructor(channel: Channel, events: FileReceiverEvents) {
    this.#channel = channel;
    this.#events = events;
    channel.listen({ received: (data) => this.#received(data), closed: () => this.#end({ kind: 'interrupted' }) });
  }

  /** Wants it; goes on where `content` ends. */
  accept(content: IncomingContent): void {
    if (this.#over || this.#content !== null) return;
    const offset = content.rewind();
    this.#content = content;
    this.#say({ type: 'accept', offset });
    this.#events.progressed(offset);
  }

  decline(code: DeclineCode): void {
    if (this.#over) return;
    this.#say({ type: 'decline', code });
    this.#channel.close();
    this.#end({ kind: 'declined', code });
  }

  /** Ends it for both sides. */
  cancel(code: CancelCode): void {
    if (this.#over) return;
    this.#say({ type: 'cancel', code });
    this.#channel.close();
    this.#end({ kind: 'cancelled', code, by: 'us' });
  }

  /** Lets go of the channel without a word, for another one takes its place. */
  abandon(): void {
    if (this.#over) return;
    this.#over = true;
    this.#queue = [];
    this.#channel.close();
  }

  #received(data: string | ArrayBuffer): void {
    if (this.#over) return;
    if (typeof data !== 'string') {
      this.#queued += data.byteLength;
      // More than a sender may have under way is not kept waiting here.
      if (this.#content === null || data.byteLength > CHUNK_BYTES || this.#queued > WINDOW_BYTES) {
        this.cancel('invalid');
        return;
      }
    }
    this.#queue.push(data);
    if (!this.#working) void this.#work();
  }

  async #work(): Promise<void> {
    this.#working = true;
    for (let data = this.#queue.shift(); data !== undefined && !this.#over; data = this.#queue.shift()) {
      if (typeof data !== 'string') this.#take(new Uint8Array(data));
      else await this.#message(data);
    }
    this.#working = false;
  }

  /** Bytes of the block that is arriving. */
  #take(bytes: Bytes): void {
    this.#queued -= bytes.length;
    const content = this.#content;
    if (content === null) {
      this.cancel('invalid');
      return;
    }
    const length = blockLength(content.size, content.blocks);
    if (this.#filled + bytes.length > length) {
      this.cancel('invalid');
      return;
    }
    this.#block ??= this.#spare?.length === length ? this.#spare : new Uint8Array(length);
    this.#spare = null;
    this.#block.set(bytes, this.#filled);
    this.#filled += bytes.length;
  }

  async #message(frame: string): Promise<void> {
    const message = parseSenderMessage(frame);
    switch (message?.type) {
      case 'block':
        await this.#completeBlock(message.hash);
        return;
      case 'end':
        await this.#complete(message.hash);
        return;
      case 'cancel':
        this.#channel.close();
        this.#end({ kind: 'cancelled', code: message.code, by: 'them' });
        return;
      default:
        // Nothing that can be understood, or a second offer.
        this.cancel('invalid');
    }
  }

  async #completeBlock(hash: string): Promise<void> {
    const content = this.#content;
    const block = this.#block;
    if (content === null || block === null || this.#filled < block.length) {
      this.cancel('invalid');
      return;
    }
    this.#block = null;
    this.#filled = 0;
    const wrong = await content.add(block, hash, () => !this.#over);
    if (this.#over) return;
    this.#spare = block;
    if (wrong !== null) {
      this.cancel(wrong);
      return;
    }
    this.#say({ type: 'progress', received: content.received });
    this.#events.progressed(content.received);
  }

  async #complete(hash: string): Promise<void> {
    const content = this.#content;
    if (content === null || this.#filled > 0 || content.blocks < blockCount(content.size)) {
      this.cancel('invalid');
      return;
    }
    const wrong = await content.finish(hash);
    if (this.#over) return;
    if (wrong !== null) {
      this.cancel(wrong);
      return;
    }
    this.#say({ type: 'done' });
    this.#end({ kind: 'done' });
  }

  #say(message: ReceiverMessage): void {
    this.#channel.send(encodeFileMessage(message));
  }

  #end(end: TransferEnd): void {
    if (this.#over) return;
    this.#over = true;
    this.#queue = [];
    this.#events.ended(end);
  }
}
