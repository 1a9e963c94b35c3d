import type { Channel } from '../rtc/channel';
import { BLOCK_BYTES, type Bytes, blockCount, CHUNK_BYTES, WINDOW_BYTES } from './blocks';
import type { OutgoingContent } from './fileContent';
import { type CancelCode, type DeclineCode, encodeFileMessage, type Offer, parseReceiverMessage, type SenderMessage } from './fileMessages';

/** So much may wait in the browser; more would only cost memory, and delay a cancel. */
const BUFFER_BYTES = 1_048_576;

/** How a channel of a file has ended. */
export type TransferEnd =
  | { readonly kind: 'done' }
  | { readonly kind: 'declined'; readonly code: DeclineCode }
  | { readonly kind: 'cancelled'; readonly code: CancelCode; readonly by: 'us' | 'them' }
  /** The channel has gone without a word: the same transfer can go on over another one. */
  | { readonly kind: 'interrupted' };

export interface FileSenderEvents {
  /** The receiver wants it, and has so many bytes of it already. */
  accepted(offset: number): void;
  /** So many bytes from the beginning have arrived and were right. */
  progressed(received: number): void;
  /** Once, at last. */
  ended(end: TransferEnd): void;
}

/** The sender's part of docs/protocol.md, section 11.1, on one channel. */
export class FileSender {
  readonly #channel: Channel;
  readonly #offer: Offer;
  readonly #content: OutgoingContent;
  readonly #events: FileSenderEvents;
  #state: 'offered' | 'sending' | 'sent' | 'over' = 'offered';
  /** Bytes from the file's beginning: handed to the channel, and confirmed. */
  #sent = 0;
  #confirmed = 0;
  #wake: (() => void) | null = null;

  /** Offers at once, or as soon as the channel opens. */
  constructor(channel: Channel, offer: Offer, content: OutgoingContent, events: FileSenderEvents) {
    this.#channel = channel;
    this.#offer = offer;
    this.#content = content;
    this.#events = events;
    channel.listen({
      opened: () => this.#say(this.#offer),
      received: (data) => this.#received(data),
      drained: () => this.#goOn(),
      closed: () => this.#end({ kind: 'interrupted' }),
    });
    if (channel.open) this.#say(offer);
  }

  /** Ends it for both sides. */
  cancel(code: CancelCode): void {
    if (this.#state === 'over') return;
    this.#say({ type: 'cancel', code });
    this.#channel.close();
    this.#end({ kind: 'cancelled', code, by: 'us' });
  }

  #received(data: string | ArrayBuffer): void {
    const message = typeof data === 'string' ? parseReceiverMessage(data) : null;
    switch (message?.type) {
      case 'accept':
        this.#accepted(message.offset);
        return;
      case 'decline':
        if (this.#state !== 'offered') {
          this.cancel('invalid');
          return;
        }
        this.#channel.close();
        this.#end({ kind: 'declined', code: message.code });
        return;
      case 'progress':
        this.#progressed(message.received);
        return;
      case 'done':
        if (this.#state !== 'sent') {
          this.cancel('invalid');
          return;
        }
        this.#channel.close();
        this.#end({ kind: 'done' });
        return;
      case 'cancel':
        this.#channel.close();
        this.#end({ kind: 'cancelled', code: message.code, by: 'them' });
        return;
      default:
        this.cancel('invalid');
    }
  }

  #accepted(offset: number): void {
    const { size } = this.#content;
    const whole = offset <= size && (offset % BLOCK_BYTES === 0 || offset === size);
    if (this.#state !== 'offered' || !whole) {
      this.cancel('invalid');
      return;
    }
    this.#state = 'sending';
    this.#sent = offset;
    this.#confirmed = offset;
    this.#events.accepted(offset);
    void this.#send(Math.ceil(offset / BLOCK_BYTES));
  }

  #progressed(received: number): void {
    const running = this.#state === 'sending' || this.#state === 'sent';
    const whole = received % BLOCK_BYTES === 0 || received === this.#content.size;
    if (!running || received < this.#confirmed || received > this.#sent || !whole) {
      this.cancel('invalid');
      return;
    }
    this.#confirmed = received;
    this.#events.progressed(received);
    this.#goOn();
  }

  async #send(from: number): Promise<void> {
    try {
      for (let index = from; index < blockCount(this.#content.size); index++) {
        const block = await this.#content.read(index);
        // Made while the bytes are on their way.
        const hashing = this.#content.hash(index, block);
        if (!(await this.#sendBytes(block))) return;
        const hash = await hashing;
        if (this.#state !== 'sending') return;
        this.#say({ type: 'block', hash });
      }
      const hash = await this.#content.hashOfAll();
      if (this.#state !== 'sending') return;
      this.#state = 'sent';
      this.#say({ type: 'end', hash });
    } catch {
      // Reading is what fails here: the file was changed, moved or taken away.
      this.cancel('read-failed');
    }
  }

  /** False when it ended meanwhile. */
  async #sendBytes(block: Bytes): Promise<boolean> {
    const most = Math.min(CHUNK_BYTES, this.#channel.maxMessageBytes);
    for (let at = 0; at < block.length; at += most) {
      const chunk = block.subarray(at, at + most);
      const room = (): boolean =>
        this.#sent + chunk.length - this.#confirmed <= WINDOW_BYTES && this.#channel.buffered + chunk.length <= BUFFER_BYTES;
      while (this.#state === 'sending' && !room()) {
        await new Promise<void>((wake) => {
          this.#wake = wake;
        });
      }
      if (this.#state !== 'sending') return false;
      // A channel that takes nothing any more tells that it is closed.
      if (!this.#channel.send(chunk)) return false;
      this.#sent += chunk.length;
    }
    return this.#state === 'sending';
  }

  #goOn(): void {
    const wake = this.#wake;
    this.#wake = null;
    wake?.();
  }

  #say(message: SenderMessage): void {
    this.#channel.send(encodeFileMessage(message));
  }

  #end(end: TransferEnd): void {
    if (this.#state === 'over') return;
    this.#state = 'over';
    this.#goOn();
    this.#events.ended(end);
  }
}
