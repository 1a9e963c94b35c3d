import type { IceCandidate, SessionDescription } from '../protocol/messages';

export interface NegotiationHooks {
  /** Whether an offer would have anything in it. */
  hasSections(): boolean;
  describe(description: SessionDescription): void;
  /** Between a remote offer and our answer: the place to bind media. */
  offered(): void;
  /** An offer and its answer are complete, whichever end made which. */
  completed(): void;
  /**
   * The first offers of both ends have met, and ours gives way. These messages, the other offer and what came after it, belong to a new
   * connection: one whose first offer was rolled back keeps the sections it had made for it, and Chromium asks for ever to have them negotiated.
   */
  gaveWay(messages: readonly Incoming[]): void;
  /** An offer was ignored because our first one is open. Its answer should come soon. */
  insisted(): void;
  /** A description could not be applied or made: this connection is of no more use. */
  broken(error: unknown): void;
}

/** What the far end signals; a candidate that is `null` ends those of this generation. */
export type Incoming = { readonly description: SessionDescription } | { readonly candidate: IceCandidate | null };

/**
 * Perfect negotiation (W3C webrtc §10.7) on one connection. What comes in is taken one after the other, so a remote answer is always
 * applied before the next message is judged.
 */
export class Negotiation {
  readonly #pc: RTCPeerConnection;
  readonly #polite: boolean;
  readonly #hooks: NegotiationHooks;
  #makingOffer = false;
  #ignoringOffer = false;
  #early: (IceCandidate | null)[] = [];
  readonly #inbound: Incoming[] = [];
  #working = false;
  #closed = false;

  constructor(pc: RTCPeerConnection, polite: boolean, hooks: NegotiationHooks) {
    this.#pc = pc;
    this.#polite = polite;
    this.#hooks = hooks;
    pc.onnegotiationneeded = () => {
      // Chromium also says so when the servers of an empty connection change; nothing can be offered there.
      if (hooks.hasSections()) void this.offer();
    };
  }

  /** A remote description was applied: this connection belongs to that of the far end. */
  get bound(): boolean {
    return this.#pc.remoteDescription !== null;
  }

  receive(message: Incoming): void {
    this.#inbound.push(message);
    if (!this.#working) void this.#work();
  }

  /** Sends an open offer once more, with the candidates found since: it or its answer may have been lost with a server. */
  repeatOffer(): void {
    const local = this.#pc.localDescription;
    if (!this.#closed && this.#pc.signalingState === 'have-local-offer' && local?.type === 'offer') this.#send(local);
  }

  close(): void {
    this.#closed = true;
    this.#pc.onnegotiationneeded = null;
  }

  async #work(): Promise<void> {
    this.#working = true;
    for (let next = this.#inbound.shift(); next !== undefined && !this.#closed; next = this.#inbound.shift()) {
      await ('description' in next ? this.#apply(next.description) : this.#add(next.candidate));
    }
    this.#working = false;
  }

  /** Makes and sends an offer: when the browser says that one is needed, or at once where waiting for that would cost time. */
  async offer(): Promise<void> {
    // What is needed on top of an offer in the making is told again as soon as that one is answered.
    if (this.#closed || this.#makingOffer) return;
    this.#makingOffer = true;
    try {
      await this.#pc.setLocalDescription();
      const local = this.#pc.localDescription;
      // In a collision the polite end may have taken the other offer already; then `#apply` answers it.
      if (!this.#closed && local?.type === 'offer') this.#send(local);
    } catch (error) {
      // An offer that arrived in between makes this one impossible; the need for negotiation is told again once that one is answered.
      if (!this.#closed && this.#pc.signalingState === 'stable') this.#hooks.broken(error);
    } finally {
      this.#makingOffer = false;
    }
  }

  async #apply(description: SessionDescription): Promise<void> {
    const pc = this.#pc;
    const offer = description.type === 'offer';
    const collision = offer && (this.#makingOffer || pc.signalingState !== 'stable');
    this.#ignoringOffer = !this.#polite && collision;
    if (this.#ignoringOffer) {
      if (!this.bound) this.#hooks.insisted();
      return;
    }
    if (collision && !this.bound) {
      this.#hooks.gaveWay([{ description }, ...this.#inbound.splice(0)]);
      return;
    }
    // An answer to an offer that was rolled back, or one that was sent twice.
    if (!offer && pc.signalingState !== 'have-local-offer' && pc.signalingState !== 'have-remote-pranswer') return;
    try {
      await pc.setRemoteDescription({ type: description.type, sdp: description.sdp });
      if (this.#closed) return;
      if (offer) {
        this.#hooks.offered();
        const answering = pc.setLocalDescription();
        this.#addEarly();
        await answering;
        if (this.#closed || pc.localDescription === null) return;
        this.#send(pc.localDescription);
      } else {
        this.#addEarly();
      }
      this.#hooks.completed();
    } catch (error) {
      if (!this.#closed) this.#hooks.broken(error);
    }
  }

  async #add(candidate: IceCandidate | null): Promise<void> {
    if (this.#pc.remoteDescription === null) {
      if (!this.#ignoringOffer) this.#early.push(candidate);
      return;
    }
    await this.#addNow(candidate);
  }

  #addEarly(): void {
    for (const candidate of this.#early.splice(0)) void this.#addNow(candidate);
  }

  /** A candidate that does not fit (of an ignored offer, of a generation before a restart, of a kind not known here) costs nothing. */
  async #addNow(candidate: IceCandidate | null): Promise<void> {
    try {
      await this.#pc.addIceCandidate(candidate);
    } catch {
      // See above.
    }
  }

  #send(description: RTCSessionDescription): void {
    this.#hooks.describe({ type: description.type, sdp: description.sdp });
  }
}
