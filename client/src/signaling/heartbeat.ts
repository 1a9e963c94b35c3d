import type { Clock, Timer } from '../clock';

/**
 * Mostly a connection goes with the address that it had, and whoever waits for an offer of this end waits for its loss to be noticed. Browsers do not always notice. One
 * that is only slow costs a new connection, on which the session goes on.
 */
const AFTER_CHANGE_MS = 750;

/** Sends a ping at an interval and tells when no pong came in time (protocol 2.5). */
export class Heartbeat {
  readonly #clock: Clock;
  readonly #ping: () => void;
  readonly #dead: () => void;
  #intervalMs = 25_000;
  #timeoutMs = 5_000;
  #next: Timer | null = null;
  #deadline: Timer | null = null;
  #hurried = false;

  constructor(clock: Clock, ping: () => void, dead: () => void) {
    this.#clock = clock;
    this.#ping = ping;
    this.#dead = dead;
  }

  start(intervalMs: number, timeoutMs: number): void {
    this.stop();
    this.#intervalMs = intervalMs;
    this.#timeoutMs = timeoutMs;
    this.#schedule();
  }

  /** Asks now. A question that is still open is not asked twice. */
  probe(): void {
    if (this.#deadline === null) this.#ask(this.#timeoutMs);
  }

  /** Asks now because the network has changed. The answer has less time, also that to a question which is open. */
  probeAfterChange(): void {
    if (this.#hurried) return;
    this.#hurried = true;
    const timeoutMs = Math.min(this.#timeoutMs, AFTER_CHANGE_MS);
    if (this.#deadline === null) this.#ask(timeoutMs);
    else this.#await(timeoutMs);
  }

  #ask(timeoutMs: number): void {
    this.#next?.cancel();
    this.#await(timeoutMs);
    this.#ping();
  }

  #await(timeoutMs: number): void {
    this.#deadline?.cancel();
    this.#deadline = this.#clock.after(timeoutMs, () => {
      this.stop();
      this.#dead();
    });
  }

  pong(): void {
    if (this.#deadline === null) return;
    this.#deadline.cancel();
    this.#deadline = null;
    this.#hurried = false;
    this.#schedule();
  }

  stop(): void {
    this.#next?.cancel();
    this.#deadline?.cancel();
    this.#next = null;
    this.#deadline = null;
    this.#hurried = false;
  }

  #schedule(): void {
    this.#next?.cancel();
    this.#next = this.#clock.after(this.#intervalMs, () => this.probe());
  }
}
