import type { Clock, Timer } from '../clock';

/** ICE that has lost its path may find it again (RFC 7675); a peer that leaves is missed by ICE before the room says that it has left. */
const DISCONNECTED_MS = 1_000;
/** At least so long between one restart and the next. */
const WAIT_MS = 2_000;
/** The same for a link that has been down for long, and from when on it counts as long. */
const LATER_WAIT_MS = 10_000;
const LONG_DOWN_MS = 30_000;
/** A new connection takes longer to come about than a restart does, over a slow path in particular. */
const AFRESH_WAIT_MS = 8_000;
/** So many restarts in vain, and a new connection is tried instead: the far end may have lost its half. */
export const RESTARTS_BEFORE_AFRESH = 6;
/** While ICE finds nothing wrong, silence is answered with so many restarts: by then it would have noticed, so nothing is sent. */
const SILENT_RESTARTS = 3;
/** Media that has flowed for so long was really back. */
const CALM_MS = 10_000;

export interface RecoveryActions {
  /** ICE restart (RFC 8445 §2.4) on the present connection. */
  restart(): void;
  /** A new connection in place of this one. `anew`: this end's network is another one, and the browser may not know it yet. */
  startAfresh(anew: boolean): void;
}

/** Decides when ICE is restarted. Whoever notices restarts; both ends at once is harmless, negotiation sorts it out. */
export class IceRecovery {
  readonly #clock: Clock;
  readonly #actions: RecoveryActions;
  #timer: Timer | null = null;
  #lastAt = Number.NEGATIVE_INFINITY;
  #inVain = 0;
  #downSince: number | null = null;
  #silentRestarts = 0;
  #silentAt = Number.NEGATIVE_INFINITY;
  #flowed = false;
  #held = false;
  #due = false;
  #moved = false;

  constructor(clock: Clock, actions: RecoveryActions) {
    this.#clock = clock;
    this.#actions = actions;
  }

  /** Restarts since the link was last up. */
  get inVain(): number {
    return this.#inVain;
  }

  connected(): void {
    this.#downSince = null;
    this.#inVain = 0;
    this.#due = false;
    this.#moved = false;
    this.#cancel();
  }

  /** `silent`: nothing has arrived for a while either, so there is nothing to wait for. */
  disconnected(silent: boolean): void {
    if (this.#downSince !== null) return;
    this.#downSince = this.#clock.now();
    if (silent) this.#schedule(WAIT_MS);
    else this.#timer ??= this.#clock.after(DISCONNECTED_MS, () => this.#act());
  }

  failed(): void {
    this.#downSince ??= this.#clock.now();
    this.#schedule(this.#wait);
  }

  /** Media has stopped although the far end says that it sends: ICE notices much later. To be told again while it lasts. */
  silent(): void {
    const now = this.#clock.now();
    if (this.#downSince !== null || now - this.#lastAt < WAIT_MS) return;
    if (this.#flowed && now - this.#silentAt >= CALM_MS) this.#silentRestarts = 0;
    if (this.#silentRestarts >= SILENT_RESTARTS) return;
    this.#flowed = false;
    this.#silentAt = now;
    if (!this.#held) this.#silentRestarts++;
    this.#act();
  }

  /** Media arrives again. `up`: and ICE finds nothing wrong. */
  flowing(up: boolean): void {
    this.#flowed = true;
    if (up) this.connected();
  }

  /**
   * The network of this end is another one, and nothing arrives. A restart would gather where the browser believes to be, and some learn of a new address only after two seconds
   * (Chromium on Linux), so the connection is made anew.
   */
  moved(): void {
    this.#cancel();
    this.#downSince ??= this.#clock.now();
    this.#moved = this.#held;
    if (this.#held) return;
    this.#due = false;
    this.#lastAt = this.#clock.now();
    this.#inVain++;
    this.#timer = this.#clock.after(AFRESH_WAIT_MS, () => this.#act());
    this.#actions.startAfresh(true);
  }

  /** The network has changed, the credentials are new, or somebody asks for it: at once, unless it was done just now. */
  demand(): void {
    this.#inVain = 0;
    this.#schedule(WAIT_MS);
  }

  /** An offer and its answer are complete, whoever has begun. On a slow path what was agreed on is given its time. */
  negotiated(): void {
    if (this.#downSince === null) return;
    this.#lastAt = this.#clock.now();
    if (this.#timer !== null) this.#again();
  }

  /** Whether the two ends cannot signal to each other. What falls due meanwhile is done as soon as they can, and a link that is down does not wait for its turn. */
  hold(held: boolean): void {
    if (this.#held === held) return;
    this.#held = held;
    if (held) return;
    if (this.#moved) this.moved();
    else if (this.#due || this.#downSince !== null) this.#act();
  }

  stop(): void {
    this.#cancel();
    this.#downSince = null;
    this.#due = false;
    this.#moved = false;
  }

  get #wait(): number {
    if (this.#downSince !== null && this.#clock.now() - this.#downSince > LONG_DOWN_MS) return LATER_WAIT_MS;
    return this.#inVain > RESTARTS_BEFORE_AFRESH ? AFRESH_WAIT_MS : WAIT_MS;
  }

  #schedule(afterLast: number): void {
    this.#cancel();
    const ms = this.#lastAt + afterLast - this.#clock.now();
    if (ms <= 0) this.#act();
    else this.#timer = this.#clock.after(ms, () => this.#act());
  }

  #act(): void {
    this.#cancel();
    this.#due = this.#held;
    if (this.#held) return;
    this.#lastAt = this.#clock.now();
    this.#inVain++;
    // Still down when the wait is over: `connected` cancels it.
    if (this.#downSince !== null) this.#again();
    if (this.#inVain > RESTARTS_BEFORE_AFRESH) this.#actions.startAfresh(false);
    else this.#actions.restart();
  }

  #again(): void {
    this.#cancel();
    this.#timer = this.#clock.after(this.#wait, () => this.#act());
  }

  #cancel(): void {
    this.#timer?.cancel();
    this.#timer = null;
  }
}
