import type { IceCandidate, SessionDescription } from '../protocol/messages';
import type { IceServerError } from './failure';
import { MediaSlots, type Tracks } from './mediaSlots';
import { type Incoming, Negotiation } from './negotiation';
import type { BoundsBySlot } from './videoBounds';

/** What a connection is made of; injected, so that links run without a browser. */
export interface RtcFactory {
  createConnection(configuration: RTCConfiguration): RTCPeerConnection;
  /** An empty stream that groups sound and picture. */
  createGroup(): MediaStream | null;
}

export interface LinkConnectionEvents {
  describe(description: SessionDescription): void;
  candidate(candidate: IceCandidate | null): void;
  /** ICE or DTLS has moved. */
  stateChanged(): void;
  /** The incoming tracks are others than before. */
  tracksChanged(): void;
  /** See `NegotiationHooks`. */
  gaveWay(messages: readonly Incoming[]): void;
  insisted(): void;
  broken(error: unknown): void;
}

/** One `RTCPeerConnection` of a link, with its own `link` name (protocol section 5). A link that starts afresh gets another one. */
export class LinkConnection {
  readonly pc: RTCPeerConnection;
  readonly name: string;
  readonly slots: MediaSlots;
  readonly negotiation: Negotiation;
  readonly serverErrors: IceServerError[] = [];
  gatheredRelay = false;
  everConnected = false;
  readonly #events: LinkConnectionEvents;
  #closed = false;

  constructor(
    name: string,
    polite: boolean,
    factory: RtcFactory,
    configuration: RTCConfiguration,
    media: { readonly tracks: Tracks; readonly bounds: BoundsBySlot },
    events: LinkConnectionEvents,
  ) {
    this.name = name;
    this.#events = events;
    const pc = factory.createConnection(configuration);
    this.pc = pc;
    this.slots = new MediaSlots(pc, factory.createGroup(), media.tracks, media.bounds);
    this.negotiation = new Negotiation(pc, polite, {
      describe: (description) => events.describe(description),
      offered: () => {
        this.slots.adopt();
        events.tracksChanged();
      },
      completed: () => {
        this.slots.complete();
        events.tracksChanged();
      },
      gaveWay: (messages) => events.gaveWay(messages),
      insisted: () => events.insisted(),
      broken: (error) => events.broken(error),
    });
    pc.onicecandidate = ({ candidate }) => this.#found(candidate);
    pc.onicecandidateerror = ({ url, errorCode }) => this.serverErrors.push({ url: url ?? '', errorCode });
    pc.onconnectionstatechange = () => events.stateChanged();
    pc.oniceconnectionstatechange = () => events.stateChanged();
  }

  get closed(): boolean {
    return this.#closed;
  }

  get iceDown(): boolean {
    return this.pc.iceConnectionState === 'disconnected' || this.pc.iceConnectionState === 'failed';
  }

  /** ICE has a path, and yet the connection has failed: what remains is DTLS. */
  get dtlsFailed(): boolean {
    return this.pc.connectionState === 'failed' && this.pc.iceConnectionState !== 'failed';
  }

  /** The first offer, with all sections in it. Resolves when it is on its way. */
  offer(): Promise<void> {
    this.slots.offerAll();
    return this.negotiation.offer();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.negotiation.close();
    this.pc.onicecandidate = null;
    this.pc.onicecandidateerror = null;
    this.pc.onconnectionstatechange = null;
    this.pc.oniceconnectionstatechange = null;
    this.pc.close();
  }

  #found(candidate: RTCIceCandidate | null): void {
    if (candidate === null) {
      this.#events.candidate(null);
      return;
    }
    // The empty candidate ends one generation of one section; null, which follows, says it for all.
    if (candidate.candidate === '') return;
    if (candidate.type === 'relay' || / typ relay( |$)/.test(candidate.candidate)) this.gatheredRelay = true;
    const { sdpMid, sdpMLineIndex, usernameFragment } = candidate;
    this.#events.candidate({
      candidate: candidate.candidate,
      sdpMid,
      sdpMLineIndex,
      ...(usernameFragment === null ? {} : { usernameFragment }),
    });
  }
}
