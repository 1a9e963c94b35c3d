import type { Clock, Timer } from '../clock';

/** Sends a ping at an interval and tells when no pong came in time (protocol 2.5). */
export class Heartbeat {
  readonly #clock: Clock;
  readonly #ping: () => void;
  readonly #dead: () => void;
  #intervalMs = 25_000;
  #timeoutMs = 5_000;
  #next: Timer | null = null;
  #deadline: Timer | null = null;

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

  /** Asks now, for instance because the network has changed. A question that is still open is not asked twice. */
  probe(): void {
    if (this.#deadline !== null) return;
    this.#next?.cancel();
    this.#deadline = this.#clock.after(this.#timeoutMs, () => {
      this.stop();
      this.#dead();
    });
    this.#ping();
  }

  pong(): void {
    if (this.#deadline === null) return;
    this.#deadline.cancel();
    this.#deadline = null;
    this.#schedule();
  }

  stop(): void {
    this.#next?.cancel();
    this.#deadline?.cancel();
    this.#next = null;
    this.#deadline = null;
  }

  #schedule(): void {
    this.#next?.cancel();
    this.#next = this.#clock.after(this.#intervalMs, () => this.probe());
  }
}
