/** One data channel as those see it who send and receive on it (W3C webrtc §6.2); also what tests stand in for. */
export interface Channel {
  readonly label: string;
  /** The subprotocol (RFC 8831 §6.4). */
  readonly protocol: string;
  readonly open: boolean;
  /** Bytes that were sent and have not left this machine yet. */
  readonly buffered: number;
  /** The largest message that the far end takes, in bytes. */
  readonly maxMessageBytes: number;
  /** Takes the place of the former listener. */
  listen(events: ChannelEvents): void;
  /** False when it was not open (any more), or the browser had no room for it: nothing was sent then. */
  send(data: string | Uint8Array<ArrayBuffer>): boolean;
  /** What was sent before still arrives. `closed` is not told to the one who closes. */
  close(): void;
}

export interface ChannelEvents {
  opened?(): void;
  received(data: string | ArrayBuffer): void;
  /** Little is left of what was buffered. */
  drained?(): void;
  /** Closed by the far end, or gone with its connection. */
  closed(): void;
}

/** `drained` is told when no more than this is left, in bytes: enough to keep the line busy until more is sent. */
const LOW_BYTES = 256 * 1024;
/** Where the browser tells no bound: every stack takes this much (RFC 8841 §6). */
const LEAST_MAX_MESSAGE = 65_536;

/** A channel of one connection. */
export class LinkChannel implements Channel {
  readonly label: string;
  readonly protocol: string;
  readonly #pc: RTCPeerConnection;
  readonly #channel: RTCDataChannel;
  readonly #gone: (channel: LinkChannel) => void;
  #events: ChannelEvents | null = null;
  #over = false;

  /** `gone` is called once, when there is nothing more to do for it. */
  constructor(pc: RTCPeerConnection, channel: RTCDataChannel, gone: (channel: LinkChannel) => void) {
    this.label = channel.label;
    this.protocol = channel.protocol;
    this.#pc = pc;
    this.#channel = channel;
    this.#gone = gone;
    channel.binaryType = 'arraybuffer';
    channel.bufferedAmountLowThreshold = LOW_BYTES;
    channel.onopen = () => this.#events?.opened?.();
    channel.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => this.#events?.received(data);
    channel.onbufferedamountlow = () => this.#events?.drained?.();
    channel.onclose = () => this.end();
  }

  get open(): boolean {
    return !this.#over && this.#channel.readyState === 'open';
  }

  get buffered(): number {
    return this.#channel.bufferedAmount;
  }

  get maxMessageBytes(): number {
    return this.#pc.sctp?.maxMessageSize ?? LEAST_MAX_MESSAGE;
  }

  listen(events: ChannelEvents): void {
    this.#events = events;
  }

  send(data: string | Uint8Array<ArrayBuffer>): boolean {
    if (!this.open) return false;
    try {
      // Two overloads, which a union fits neither of.
      if (typeof data === 'string') this.#channel.send(data);
      else this.#channel.send(data);
      return true;
    } catch {
      // Full, or closing since a moment.
      return false;
    }
  }

  close(): void {
    this.#events = null;
    this.#channel.close();
    this.#finish();
  }

  /** Its connection is gone: a browser does not say so to a channel of a connection that this end has closed. */
  end(): void {
    const events = this.#events;
    this.#events = null;
    this.#finish();
    events?.closed();
  }

  #finish(): void {
    if (this.#over) return;
    this.#over = true;
    this.#gone(this);
  }
}
