/** So long nothing may arrive while somebody sends. */
const QUIET_MS = 800;
/** While the far end's signaling is away as well, less is needed to believe that it is gone. */
const QUIET_WHILE_AWAY_MS = 400;
/** When nothing new has been played for so long, it is looked at more closely. */
const DOUBT_MS = 400;
/** Two readings so far apart with the same count tell that nothing arrives. */
const CONFIRM_MS = 150;
/** A device that is switched on takes so long to give its first picture or sound. */
const DEVICE_START_MS = 3_000;

/** What the far end is known to do. */
export interface FarEnd {
  /** Its signaling is there. */
  readonly connected: boolean;
  /** It says that its microphone or camera is on. */
  readonly sending: boolean;
}

/**
 * Tells whether media has stopped arriving: much sooner than ICE does (RFC 7675 takes up to 30 s). Statistics count packets and cost something to ask for; the
 * time of the newest sound or picture costs nothing, but stands still also where nothing is played, and not every browser gives it. So the one raises the doubt, several times a second,
 * and the other settles it.
 */
export class FlowWatch {
  #packets = 0;
  /** When the count of packets was first seen as it is; null before anything has flowed. */
  #packetsSince: number | null = null;
  #readAt = Number.NEGATIVE_INFINITY;
  #newest = 0;
  /** The same of the newest; null where it cannot be relied on. */
  #newestSince: number | null = null;
  #relied = true;
  #quiet = false;
  #far: FarEnd = { connected: true, sending: false };

  get quiet(): boolean {
    return this.#quiet;
  }

  setFarEnd(far: FarEnd, at: number): void {
    if (far.sending && !this.#far.sending && this.#packetsSince !== null) {
      this.#arrived(at + DEVICE_START_MS);
      if (this.#newestSince !== null) this.#newestSince = at + DEVICE_START_MS;
    }
    this.#far = far;
  }

  /** The time of the newest that was played, whatever it counts from; 0: of nothing. True when a reading of the packets is wanted now. */
  newest(time: number, at: number): boolean {
    if (time > this.#newest && this.#relied) {
      this.#newest = time;
      this.#newestSince = Math.max(at, this.#newestSince ?? at);
      return false;
    }
    const doubted = this.#newestSince !== null && at - this.#newestSince >= DOUBT_MS;
    return doubted && this.#packetsSince !== null && !this.#quiet && at - this.#readAt >= CONFIRM_MS;
  }

  /** Packets received since the connection began. */
  packets(count: number, at: number): void {
    const more = count !== this.#packets;
    // Packets come, and none of them is played: the newest tells nothing.
    if (more && !this.#quiet && this.#newestSince !== null && this.#newestSince < this.#readAt && at - this.#readAt >= CONFIRM_MS) {
      this.#relied = false;
      this.#newestSince = null;
    }
    this.#packets = count;
    this.#readAt = at;
    if (more) this.#arrived(at);
    else this.#judge(at);
  }

  reset(): void {
    this.#packets = 0;
    this.#packetsSince = null;
    this.#readAt = Number.NEGATIVE_INFINITY;
    this.#newest = 0;
    this.#newestSince = null;
    this.#relied = true;
    this.#quiet = false;
  }

  #arrived(at: number): void {
    this.#packetsSince = at;
    if (this.#quiet && this.#newestSince !== null) this.#newestSince = at;
    this.#quiet = false;
  }

  #judge(at: number): void {
    // Nothing has ever flowed: that is "connecting", not "interrupted".
    if (this.#packetsSince === null) return;
    const { connected, sending } = this.#far;
    const patience = connected ? QUIET_MS : QUIET_WHILE_AWAY_MS;
    const still = at - this.#packetsSince;
    const silent = this.#newestSince === null ? still >= patience : at - this.#newestSince >= patience && still >= CONFIRM_MS;
    this.#quiet = (sending || !connected) && silent;
  }
}
