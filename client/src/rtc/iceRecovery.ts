import type { Clock, Timer } from '../clock';

/** A short loss often mends itself: consent checks go on (RFC 7675). */
const DISCONNECTED_MS = 2_000;
/** At least so long between one restart and the next, doubling while nothing helps. */
const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 30_000;
/** So many restarts in vain, and a new connection is tried instead: the far end may have lost its half. */
const RESTARTS_BEFORE_AFRESH = 3;

export interface RecoveryActions {
  /** ICE restart (RFC 8445 §2.4) on the present connection. */
  restart(): void;
  /** A new connection in place of this one. */
  startAfresh(): void;
}

/** Decides when ICE is restarted. Whoever notices restarts; both ends at once is harmless, negotiation sorts it out. */
export class IceRecovery {
  readonly #clock: Clock;
  readonly #actions: RecoveryActions;
  #timer: Timer | null = null;
  #lastAt = Number.NEGATIVE_INFINITY;
  #inVain = 0;
  #down = false;

  constructor(clock: Clock, actions: RecoveryActions) {
    this.#clock = clock;
    this.#actions = actions;
  }

  /** Restarts since the link was last up. */
  get inVain(): number {
    return this.#inVain;
  }

  connected(): void {
    this.#down = false;
    this.#inVain = 0;
    this.#cancel();
  }

  disconnected(): void {
    if (this.#down || this.#timer !== null) return;
    this.#down = true;
    this.#timer = this.#clock.after(DISCONNECTED_MS, () => {
      this.#timer = null;
      this.failed();
    });
  }

  failed(): void {
    this.#down = true;
    this.#schedule(this.#lastAt + this.#wait - this.#clock.now());
  }

  /** The network has changed, the credentials are new, or somebody asks for it: at once, unless it was done just now. */
  demand(): void {
    this.#inVain = 0;
    this.#schedule(this.#lastAt + FIRST_WAIT_MS - this.#clock.now());
  }

  stop(): void {
    this.#cancel();
    this.#down = false;
  }

  get #wait(): number {
    return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.max(0, this.#inVain - 1));
  }

  #schedule(ms: number): void {
    this.#cancel();
    if (ms <= 0) this.#act();
    else this.#timer = this.#clock.after(ms, () => this.#act());
  }

  #act(): void {
    this.#timer = null;
    this.#lastAt = this.#clock.now();
    this.#inVain++;
    if (this.#down) {
      // Still down when the wait is over: `connected` cancels it.
      this.#timer = this.#clock.after(this.#wait, () => this.#act());
    }
    if (this.#inVain > RESTARTS_BEFORE_AFRESH) this.#actions.startAfresh();
    else this.#actions.restart();
  }

  #cancel(): void {
    this.#timer?.cancel();
    this.#timer = null;
  }
}
