import type { Clock } from '../clock';

/** The channels of a connection with itself: one for much, one for the little that must be quick. Both ends know them by number (RFC 8831 §6.5). */
const BULK: RTCDataChannelInit = { negotiated: true, id: 0 };
/** Not repeated: an answer that comes late tells nothing. */
const ECHO: RTCDataChannelInit = { negotiated: true, id: 1, ordered: false, maxRetransmits: 0 };

export interface LoopChannels {
  readonly bulk: RTCDataChannel;
  readonly echo: RTCDataChannel;
}

export function makeChannels(pc: RTCPeerConnection): LoopChannels {
  const bulk = pc.createDataChannel('bulk', BULK);
  const echo = pc.createDataChannel('echo', ECHO);
  bulk.binaryType = 'arraybuffer';
  return { bulk, echo };
}

/** Sends numbers to the far end, which sends them back, and keeps how long each took. */
export class EchoMeter {
  readonly #near: RTCDataChannel;
  readonly #clock: Clock;
  readonly #sentAt = new Map<string, number>();
  #times: number[] = [];
  #next = 0;

  constructor(near: RTCDataChannel, far: RTCDataChannel, clock: Clock, answered: () => void) {
    this.#near = near;
    this.#clock = clock;
    far.onmessage = ({ data }) => {
      if (far.readyState === 'open') far.send(String(data));
    };
    near.onmessage = ({ data }) => {
      const number = String(data);
      const sentAt = this.#sentAt.get(number);
      if (sentAt === undefined) return;
      this.#sentAt.delete(number);
      this.#times.push(clock.now() - sentAt);
      answered();
    };
  }

  get answers(): number {
    return this.#times.length;
  }

  send(): void {
    if (this.#near.readyState !== 'open') return;
    const number = String(this.#next++);
    this.#sentAt.set(number, this.#clock.now());
    this.#near.send(number);
  }

  /** The middle of what was measured since the last time, in ms; null where nothing came back. */
  take(): number | null {
    const times = this.#times.sort((a, b) => a - b);
    this.#times = [];
    return times[Math.floor(times.length / 2)] ?? null;
  }
}
