import type { Clock } from '../clock';
import type { IceCandidate, SessionDescription } from '../protocol/messages';
import { LinkChannel } from './channel';
import { ConnectionEvidence } from './connectionEvidence';
import { MediaSlots, type Tracks } from './mediaSlots';
import { type Incoming, Negotiation } from './negotiation';
import type { SendBounds } from './quality/sendBounds';

/** What a connection is made of; injected, so that links run without a browser. */
export interface RtcFactory {
  createConnection(configuration: RTCConfiguration): RTCPeerConnection;
  /** One that gathers where this end is at the moment, although the browser has not noticed yet that it has moved. Null where browsers notice at once: there a restart does as well. */
  readonly createConnectionAnew: ((configuration: RTCConfiguration) => RTCPeerConnection) | null;
  /** An empty stream that groups sound and picture. */
  createGroup(): MediaStream | null;
}

export interface LinkConnectionEvents {
  describe(description: SessionDescription): void;
  candidate(candidate: IceCandidate | null): void;
  /** An offer and its answer are complete, whichever end made which. */
  negotiated(): void;
  /** ICE or DTLS has moved. */
  stateChanged(): void;
  /** The incoming tracks are others than before. */
  tracksChanged(): void;
  /** The far end has opened a data channel. What is sent on it is lost unless somebody listens at once. */
  channel(channel: LinkChannel): void;
  /** See `NegotiationHooks`. */
  gaveWay(messages: readonly Incoming[]): void;
  insisted(): void;
  broken(error: unknown): void;
}

/**
 * The channel that makes an offer of data alone: one that both ends would have to know of (RFC 8831 §6.5), so the far end never hears of it. Its
 * number is far above those that are given to channels in use, and within what every stack has from the beginning.
 */
const SILENT_CHANNEL: RTCDataChannelInit = { negotiated: true, id: 255 };

/** What a connection is to carry. */
export interface LinkMedia {
  readonly tracks: Tracks;
  readonly bounds: SendBounds;
  /** False where the far end takes no media: it is offered data alone (protocol section 11). */
  readonly wanted: boolean;
}

/** One `RTCPeerConnection` of a link, with its own `link` name (protocol section 5). A link that starts afresh gets another one. */
export class LinkConnection {
  readonly pc: RTCPeerConnection;
  readonly name: string;
  readonly slots: MediaSlots;
  readonly negotiation: Negotiation;
  readonly evidence: ConnectionEvidence;
  everConnected = false;
  readonly #events: LinkConnectionEvents;
  readonly #media: boolean;
  /** Kept, because a browser may take a channel away that nobody holds. */
  readonly #channels = new Set<LinkChannel>();
  #hasData = false;
  #closed = false;
  #dtlsFailed = false;

  constructor(
    name: string,
    polite: boolean,
    factory: RtcFactory,
    clock: Clock,
    configuration: RTCConfiguration,
    anew: boolean,
    media: LinkMedia,
    events: LinkConnectionEvents,
  ) {
    this.name = name;
    this.#events = events;
    this.#media = media.wanted;
    this.evidence = new ConnectionEvidence(configuration, clock);
    const pc = (anew ? factory.createConnectionAnew?.(configuration) : undefined) ?? factory.createConnection(configuration);
    this.pc = pc;
    this.slots = new MediaSlots(pc, factory.createGroup(), media.tracks, media.bounds, media.wanted);
    this.negotiation = new Negotiation(pc, polite, {
      hasSections: () => this.#hasData || pc.sctp !== null || pc.getTransceivers().length > 0,
      describe: (description) => events.describe(description),
      offered: () => {
        this.slots.adopt();
        events.tracksChanged();
      },
      completed: () => {
        this.slots.complete();
        events.tracksChanged();
        events.negotiated();
      },
      gaveWay: (messages) => events.gaveWay(messages),
      insisted: () => events.insisted(),
      broken: (error) => events.broken(error),
    });
    pc.onicecandidate = ({ candidate }) => this.#found(candidate);
    pc.onicecandidateerror = (event) => this.evidence.failed(event);
    pc.onicegatheringstatechange = () => this.evidence.gathering(pc.iceGatheringState);
    pc.onconnectionstatechange = () => this.#stateChanged();
    pc.oniceconnectionstatechange = () => this.#stateChanged();
    pc.ondatachannel = ({ channel }) => events.channel(this.#keep(channel));
  }

  get closed(): boolean {
    return this.#closed;
  }

  get iceDown(): boolean {
    return this.pc.iceConnectionState === 'disconnected' || this.pc.iceConnectionState === 'failed';
  }

  /** ICE had a path, and yet the connection has failed: what remains is DTLS. It stays so, whatever becomes of the path. */
  get dtlsFailed(): boolean {
    return this.#dtlsFailed;
  }

  /** A `signal` of the far end that is meant for this connection. */
  receive(message: Incoming): void {
    this.evidence.heard(message);
    this.negotiation.receive(message);
  }

  /** New servers or another policy, for what is gathered from now on. */
  configure(configuration: RTCConfiguration): void {
    this.pc.setConfiguration(configuration);
    this.evidence.configure(configuration);
  }

  /** The first offer, with all sections in it. Resolves when it is on its way. */
  offer(): Promise<void> {
    this.addSections();
    return this.negotiation.offer();
  }

  /** What the first offer has to contain; the browser then asks for it to be made. */
  addSections(): void {
    if (this.#media) this.slots.offerAll();
    else if (!this.#hasData) {
      this.#hasData = true;
      this.pc.createDataChannel('', SILENT_CHANNEL);
    }
  }

  /** Opens an ordered, reliable channel; the first one of a connection adds the section for data. Null when the browser makes no more of them. */
  openChannel(label: string, protocol: string): LinkChannel | null {
    try {
      this.#hasData = true;
      return this.#keep(this.pc.createDataChannel(label, { protocol }));
    } catch {
      return null;
    }
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.negotiation.close();
    this.pc.onicecandidate = null;
    this.pc.onicecandidateerror = null;
    this.pc.onicegatheringstatechange = null;
    this.evidence.stop();
    this.pc.onconnectionstatechange = null;
    this.pc.oniceconnectionstatechange = null;
    this.pc.ondatachannel = null;
    this.pc.close();
    for (const channel of [...this.#channels]) channel.end();
  }

  #keep(channel: RTCDataChannel): LinkChannel {
    const kept = new LinkChannel(this.pc, channel, (gone) => this.#channels.delete(gone));
    this.#channels.add(kept);
    return kept;
  }

  #stateChanged(): void {
    const { connectionState, iceConnectionState: ice } = this.pc;
    // Not wherever ICE has not failed: Chromium calls a connection failed before it says so of ICE.
    this.#dtlsFailed ||= connectionState === 'failed' && (ice === 'connected' || ice === 'completed');
    this.#events.stateChanged();
  }

  #found(candidate: RTCIceCandidate | null): void {
    if (candidate === null) {
      this.#events.candidate(null);
      return;
    }
    // The empty candidate ends one generation of one section; null, which follows, says it for all.
    if (candidate.candidate === '') return;
    this.evidence.gathered(candidate);
    const { sdpMid, sdpMLineIndex, usernameFragment } = candidate;
    this.#events.candidate({
      candidate: candidate.candidate,
      sdpMid,
      sdpMLineIndex,
      ...(usernameFragment === null ? {} : { usernameFragment }),
    });
  }
}
