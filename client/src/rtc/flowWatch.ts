/** So long nothing may arrive while somebody sends. Readings come once a second and never exactly. */
const QUIET_MS = 900;
/** While the far end's signaling is away as well, less is needed to believe that it is gone. */
const QUIET_WHILE_AWAY_MS = 400;

/** What the far end is known to do. */
export interface FarEnd {
  /** Its signaling is there. */
  readonly connected: boolean;
  /** It says that its microphone or camera is on. */
  readonly sending: boolean;
}

/** Tells from the count of received packets whether media has stopped arriving: much sooner than ICE does (RFC 7675 takes up to 30 s). */
export class FlowWatch {
  #packets = 0;
  #grewAt: number | null = null;
  #quiet = false;

  get quiet(): boolean {
    return this.#quiet;
  }

  reading(packets: number, at: number, far: FarEnd): void {
    if (packets !== this.#packets) {
      this.#packets = packets;
      this.#grewAt = at;
      this.#quiet = false;
      return;
    }
    // Nothing has ever flowed: that is "connecting", not "interrupted".
    if (this.#grewAt === null) return;
    const patience = far.connected ? QUIET_MS : QUIET_WHILE_AWAY_MS;
    this.#quiet = (far.sending || !far.connected) && at - this.#grewAt >= patience;
  }

  reset(): void {
    this.#packets = 0;
    this.#grewAt = null;
    this.#quiet = false;
  }
}
