import { FILE_LABEL, FILE_PROTOCOL } from '../files/fileMessages';
import type { Channel, ChannelEvents } from '../rtc/channel';
import type { VirtualClock } from './virtualClock';

type Data = string | Uint8Array<ArrayBuffer>;
/** As in a browser: `drained` is told when no more than this is left. */
const LOW_BYTES = 256 * 1024;

/** One end of a channel in virtual time. Bytes leave it at `bytesPerMs` and arrive after the latency; `cut` loses what is under way. */
export class FakeChannel implements Channel {
  readonly label = FILE_LABEL;
  readonly protocol = FILE_PROTOCOL;
  readonly maxMessageBytes = 262_144;
  readonly sent: Data[] = [];
  open = false;
  buffered = 0;
  mostBuffered = 0;
  peer: FakeChannel | null = null;
  /** Changes what is sent: a far end that does not keep to the rules. */
  forge: (data: Data) => readonly Data[] = (data) => [data];
  /** What arrives at this end and is true for it is handed on; all else is lost. */
  filter: (data: string | ArrayBuffer) => boolean = () => true;
  bytesPerMs = Number.POSITIVE_INFINITY;
  readonly #clock: VirtualClock;
  readonly #latencyMs: number;
  #events: ChannelEvents | null = null;
  #freeAt = 0;
  #over = false;

  constructor(clock: VirtualClock, latencyMs: number) {
    this.#clock = clock;
    this.#latencyMs = latencyMs;
  }

  /** What was said on it, without the bytes. */
  get texts(): { readonly type: string }[] {
    return this.sent.flatMap((data) => (typeof data === 'string' ? [JSON.parse(data) as { type: string }] : []));
  }

  get types(): string[] {
    return this.texts.map(({ type }) => type);
  }

  get bytesSent(): number {
    return this.sent.reduce((sum, data) => sum + (typeof data === 'string' ? 0 : data.length), 0);
  }

  listen(events: ChannelEvents): void {
    this.#events = events;
  }

  send(data: Data): boolean {
    if (!this.open || this.#over) return false;
    for (const each of this.forge(data)) this.#transmit(each);
    return true;
  }

  close(): void {
    if (this.#over) return;
    this.#over = true;
    this.open = false;
    const at = Math.max(this.#clock.now(), this.#freeAt) + this.#latencyMs;
    this.#clock.after(at - this.#clock.now(), () => this.peer?.end());
  }

  /** Both ends have it. */
  opens(): void {
    this.open = true;
    this.#events?.opened?.();
  }

  /** As when the link is lost. */
  cut(): void {
    this.end();
    this.peer?.end();
  }

  end(): void {
    if (this.#over) return;
    this.#over = true;
    this.open = false;
    this.#events?.closed();
  }

  #transmit(data: Data): void {
    this.sent.push(data);
    const { length } = data;
    this.buffered += length;
    this.mostBuffered = Math.max(this.mostBuffered, this.buffered);
    const now = this.#clock.now();
    this.#freeAt = Math.max(now, this.#freeAt) + length / this.bytesPerMs;
    this.#clock.after(this.#freeAt - now, () => this.#left(length));
    const copy = typeof data === 'string' ? data : data.slice().buffer;
    this.#clock.after(this.#freeAt - now + this.#latencyMs, () => {
      if (this.peer !== null && !this.peer.#over && this.peer.filter(copy)) this.peer.#events?.received(copy);
    });
  }

  #left(length: number): void {
    const before = this.buffered;
    this.buffered -= length;
    if (before > LOW_BYTES && this.buffered <= LOW_BYTES) this.#events?.drained?.();
  }
}

/** A channel with both its ends, open. */
export function channelPair(clock: VirtualClock, latencyMs = 5): readonly [FakeChannel, FakeChannel] {
  const one = new FakeChannel(clock, latencyMs);
  const other = new FakeChannel(clock, latencyMs);
  one.peer = other;
  other.peer = one;
  one.open = true;
  other.open = true;
  return [one, other];
}
