import type { Clock } from '../clock';

/** While a link is down, signaling is looked after so often, and when it has been down for long. */
const OFTEN_MS = 2_000;
const SELDOM_MS = 10_000;
const LONG_MS = 30_000;

export interface Signaling {
  /** Asks whether the connection lives, or makes one at once where none does. `hurried`: with little time to answer. */
  assure(hurried: boolean): void;
}

/**
 * A link that is down can be mended only over signaling, and what has cut the one has often cut the other without anybody noticing: a NAT that has forgotten both, a cable that is out. So
 * it is asked at once, and an attempt to connect does not wait for its turn.
 */
export class Lifeline {
  readonly #clock: Clock;
  readonly #signaling: Signaling;
  #since: number | null = null;
  #next = 0;

  constructor(clock: Clock, signaling: Signaling) {
    this.#clock = clock;
    this.#signaling = signaling;
  }

  /** Whether a link that once stood is down now; to be told whenever that may have changed, and once a second. */
  look(down: boolean): void {
    if (!down) {
      this.#since = null;
      return;
    }
    const now = this.#clock.now();
    if (this.#since !== null && now < this.#next) return;
    const first = this.#since === null;
    this.#since ??= now;
    this.#next = now + (now - this.#since < LONG_MS ? OFTEN_MS : SELDOM_MS);
    this.#signaling.assure(first);
  }
}
