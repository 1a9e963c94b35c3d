import type { Clock, Timer } from '../clock';
import type { RelayRefused, ReportStats, SignalBody } from '../protocol/messages';
import type { Evidence } from './cause';
import type { Channel } from './channel';
import type { FarEnd } from './flowWatch';
import { IceRecovery } from './iceRecovery';
import { LinkConnection, type RtcFactory } from './linkConnection';
import { LinkMonitor, type MonitorEvents, type WatchedLink } from './linkMonitor';
import { type LinkStatus, RESTARTS_UNTIL_FAILED } from './linkStatus';
import { NO_TRACKS, type Slot, type Tracks } from './mediaSlots';
import type { Incoming } from './negotiation';
import type { BoundsBySlot } from './videoBounds';

/** Who was in the room first waits so long for the newcomer's offer, then offers itself. */
const WAIT_FOR_OFFER_MS = 3_000;
/**
 * Where first offers have met, the impolite end waits so long for the answer. Then it offers once more: the polite end may have begun anew since the
 * first offer was sent, and wait for one. Not at once, because an offer that comes twice is answered twice.
 */
const WAIT_FOR_ANSWER_MS = 1_000;
/** So long after connecting the bandwidth estimate of the browser has found its height. */
const BEGINNING_MS = 1_000;

/**
 * `restart`: ICE looks for a better path without an interruption. `afresh`: a new connection, because after a restart the ports of the
 * former policy are still used (Chromium), and who asks for relay only must not go on being seen.
 */
export type Move = 'stay' | 'restart' | 'afresh';

export interface PeerLinkEvents extends MonitorEvents {
  signal(body: SignalBody): void;
  /** Incoming tracks; `fresh` when they belong to a new connection. */
  tracksChanged(tracks: Tracks, fresh: boolean): void;
  /** A new connection stands: channels can be opened on it. Those of the one before are closed. */
  channelsPossible(): void;
  /** The far end has opened a data channel; to be listened to at once. */
  channel(channel: Channel): void;
}

export interface PeerLinkOptions {
  readonly ownId: string;
  readonly peerId: string;
  readonly factory: RtcFactory;
  readonly clock: Clock;
  /** A fresh random name of 1 to 32 characters for each connection. */
  readonly newLinkName: () => string;
  readonly configuration: RTCConfiguration;
  readonly tracks: Tracks;
  readonly bounds: BoundsBySlot;
  readonly signaling: Evidence['signaling'];
  /** Why this end sends no media although it wanted to; null: it does, or did not want to. */
  readonly mediaCause: Evidence['media'];
  /** False where the far end is a program: it takes no media, and is offered data alone (protocol section 11). */
  readonly media: boolean;
  readonly events: PeerLinkEvents;
}

/** The link to one peer, for as long as that peer is in the room: negotiation, media, recovery and statistics. */
export class PeerLink {
  readonly peerId: string;
  readonly #options: PeerLinkOptions;
  readonly #polite: boolean;
  readonly #recovery: IceRecovery;
  readonly #monitor: LinkMonitor;
  #connection: LinkConnection;
  #configuration: RTCConfiguration;
  #tracks: Tracks;
  /** The far end's connection as far as known. */
  #remoteName: string | null = null;
  #waiting: Timer | null = null;
  #beginning: Timer | null = null;
  #closed = false;

  constructor(options: PeerLinkOptions) {
    this.peerId = options.peerId;
    this.#options = options;
    // Compared by code unit, as the protocol says; `localeCompare` would differ.
    this.#polite = options.ownId > options.peerId;
    this.#configuration = options.configuration;
    this.#tracks = options.tracks;
    this.#recovery = new IceRecovery(options.clock, { restart: () => this.#restart(), startAfresh: (anew) => this.#startAfresh(anew) });
    this.#monitor = new LinkMonitor(options.clock, this.#watched(), options.bounds, options.events);
    this.#connection = this.#newConnection(options.newLinkName());
    this.setSignaling(options.signaling);
    this.setMediaCause(options.mediaCause);
  }

  get status(): LinkStatus {
    return this.#monitor.status;
  }

  get incoming(): Tracks {
    return this.#closed ? NO_TRACKS : this.#connection.slots.incoming;
  }

  receiver(slot: Slot): RTCRtpReceiver | null {
    return this.#connection.slots.receiver(slot);
  }

  /** `offer`: we came later and make the first offer, which is on its way when this resolves. Otherwise it is awaited, but not for ever. */
  async start(offer: boolean): Promise<void> {
    if (offer) await this.#connection.offer();
    else this.#waiting = this.#options.clock.after(WAIT_FOR_OFFER_MS, () => this.#offerUnlessBound());
  }

  /** A `signal` of this peer, by the rules of protocol section 5. */
  receive(body: SignalBody): void {
    if (this.#closed) return;
    if (body.remoteLink !== undefined && body.remoteLink !== this.#connection.name) return;
    const isOffer = 'description' in body && body.description.type === 'offer';
    if (body.link !== this.#remoteName) {
      // Bound to another connection of that peer: it has started afresh. Not bound to any yet: this is simply the one to bind to.
      const afresh = this.#remoteName !== null && this.#connection.negotiation.bound;
      if (afresh) this.#replaceConnection();
      this.#remoteName = body.link;
      if (afresh && !isOffer) this.#connection.addSections();
    }
    if (isOffer) {
      this.#stopWaiting();
      // Until now nothing could happen; the time that connecting takes counts from here.
      if (!this.#connection.negotiation.bound && this.#connection.pc.signalingState === 'stable') this.#monitor.started();
    }
    this.#connection.receive(body);
  }

  setTrack(slot: Slot, track: MediaStreamTrack | null): void {
    this.#tracks = { ...this.#tracks, [slot]: track };
    this.#connection.slots.set(slot, track);
    this.#monitor.tellPaused();
  }

  /** What the number of links and the person allow at most. */
  setBounds(bounds: BoundsBySlot): void {
    this.#monitor.quality.setFull(bounds);
    this.#connection.slots.applyBounds(this.#monitor.quality.bounds);
  }

  setMediaCause(cause: Evidence['media']): void {
    this.#monitor.setMediaCause(this.#options.media ? cause : null);
  }

  /** New servers or another policy, and what that asks of a link that runs. */
  setConfiguration(configuration: RTCConfiguration, move: Move): void {
    this.#configuration = configuration;
    if (this.#closed) return;
    if (move === 'afresh') {
      this.#startAfresh();
      return;
    }
    const { pc, negotiation } = this.#connection;
    this.#connection.configure(configuration);
    this.#monitor.renewed();
    if (move === 'stay') return;
    // A first offer that is under way was gathered with the former servers; the browser restarts once it is answered.
    if (negotiation.bound) this.#recovery.demand();
    else if (pc.localDescription !== null) pc.restartIce();
  }

  /** Whether the selected pair leads through a relay of ours: those die with their credentials. */
  get relayed(): boolean {
    return this.#monitor.relayed;
  }

  /** Restarts ICE now. */
  restart(): void {
    if (!this.#closed && this.#connection.negotiation.bound) this.#recovery.demand();
  }

  /**
   * The network of this end is another one. A link on which nothing arrives any more has lost its address, and is made anew where a restart would not know of the new one; any other may have
   * a better path now, and looks for it. Where nothing is sent, it is taken for lost if signaling was cut as well. Resolves when that is decided.
   */
  async moved(): Promise<void> {
    const connection = this.#connection;
    const cut = !this.#monitor.canSignal;
    const anew = connection.everConnected && this.#options.factory.createConnectionAnew !== null;
    const lost = anew && ((await this.#monitor.isSilent()) ?? cut);
    if (this.#closed || connection !== this.#connection) return;
    if (lost) this.#recovery.moved();
    else this.restart();
  }

  /** Opens an ordered, reliable channel; null while no connection stands (`channelsPossible` tells when one does). */
  openChannel(label: string, protocol: string): Channel | null {
    const { everConnected, pc } = this.#connection;
    if (this.#closed || !everConnected || pc.connectionState === 'failed' || pc.connectionState === 'closed') return null;
    return this.#connection.openChannel(label, protocol);
  }

  /** Signaling was lost for good in between: an open offer is sent again. */
  repeatOffer(): void {
    if (!this.#closed) this.#connection.negotiation.repeatOffer();
  }

  setFarReport(report: ReportStats): void {
    this.#monitor.setFarReport(report);
  }

  /** The TURN server has refused this end something. */
  setRelayRefusal(refusal: RelayRefused): void {
    this.#monitor.setRelayRefusal(refusal);
  }

  /** What the room tells of the far end, for judging silence. */
  setFarEnd(far: FarEnd): void {
    this.#monitor.setFarEnd(far);
    this.#hold();
  }

  /** This end's own session with the server. */
  setSignaling(signaling: Evidence['signaling']): void {
    this.#monitor.setSignaling(signaling);
    this.#hold();
  }

  /** Looks whether anything new has arrived. Costs little; called several times a second. */
  pulse(): void {
    this.#monitor.pulse();
  }

  /** Reads the statistics once; called every second, and out of turn when there is a reason. */
  sample(): Promise<void> {
    return this.#monitor.sample();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#stopWaiting();
    this.#beginning?.cancel();
    this.#recovery.stop();
    this.#connection.close();
  }

  #newConnection(name: string, anew = false): LinkConnection {
    const { factory, clock, events } = this.#options;
    const media = { tracks: this.#tracks, bounds: this.#monitor.quality.bounds, wanted: this.#options.media };
    const ends = () => ({ link: connection.name, ...(this.#remoteName === null ? {} : { remoteLink: this.#remoteName }) });
    const connection: LinkConnection = new LinkConnection(name, this.#polite, factory, clock, this.#configuration, anew, media, {
      describe: (description) => events.signal({ ...ends(), description }),
      candidate: (candidate) => events.signal({ ...ends(), candidate }),
      negotiated: () => this.#recovery.negotiated(),
      stateChanged: () => this.#stateChanged(),
      tracksChanged: () => events.tracksChanged(connection.slots.incoming, false),
      channel: (channel) => events.channel(channel),
      gaveWay: (messages) => this.#giveWay(messages),
      insisted: () => this.#awaitAnswer(connection),
      broken: () => this.#broken(),
    });
    return connection;
  }

  #replaceConnection(name = this.#options.newLinkName(), anew = false): void {
    this.#stopWaiting();
    this.#beginning?.cancel();
    const before = this.#connection;
    before.close();
    this.#connection = this.#newConnection(name, anew);
    this.#connection.evidence.inherit(before.evidence);
    this.#options.events.tracksChanged(NO_TRACKS, true);
    this.#monitor.replaced();
  }

  /** The far end answers nothing that was offered under our name, and has told its candidates to it: the name stays. */
  #giveWay(messages: readonly Incoming[]): void {
    this.#replaceConnection(this.#connection.name);
    for (const message of messages) this.#connection.receive(message);
  }

  #startAfresh(anew = false): void {
    if (this.#closed) return;
    if (this.#recovery.inVain > RESTARTS_UNTIL_FAILED) this.#monitor.setState('failed');
    this.#replaceConnection(this.#options.newLinkName(), anew);
    this.#remoteName = null;
    this.#connection.addSections();
  }

  #restart(): void {
    const { pc, negotiation, dtlsFailed } = this.#connection;
    if (dtlsFailed || (!negotiation.bound && pc.signalingState === 'stable')) {
      this.#startAfresh();
      return;
    }
    if (pc.signalingState === 'have-local-offer') negotiation.repeatOffer();
    else pc.restartIce();
    this.#monitor.restarted();
  }

  /** Descriptions that do not fit each other. Media that flows goes on; another offer may fit. Otherwise both ends begin again. */
  #broken(): void {
    if (this.#connection.pc.connectionState === 'connected') this.#recovery.demand();
    else this.#recovery.failed();
  }

  #offerUnlessBound(): void {
    this.#waiting = null;
    if (!this.#closed && !this.#connection.negotiation.bound) this.#connection.addSections();
  }

  #awaitAnswer({ negotiation }: LinkConnection): void {
    this.#stopWaiting();
    this.#waiting = this.#options.clock.after(WAIT_FOR_ANSWER_MS, () => {
      this.#waiting = null;
      if (!this.#closed && !negotiation.bound) negotiation.repeatOffer();
    });
  }

  #stopWaiting(): void {
    this.#waiting?.cancel();
    this.#waiting = null;
  }

  #stateChanged(): void {
    const connection = this.#connection;
    const { iceConnectionState: ice, connectionState } = connection.pc;
    if (connectionState === 'connected') {
      this.#recovery.connected();
      const first = !connection.everConnected;
      connection.everConnected = true;
      this.#monitor.connected();
      if (first) {
        this.#begin(connection);
        this.#options.events.channelsPossible();
      }
      // The far end needs our report for its picture of the path, and we ours, without waiting for the next second.
      void this.sample();
    } else if (connectionState === 'failed' || ice === 'failed') {
      this.#monitor.failed();
      this.#recovery.failed();
    } else if (ice === 'disconnected') this.#recovery.disconnected(this.#monitor.quiet);
    this.#monitor.evaluate();
  }

  #begin({ slots }: LinkConnection): void {
    this.#beginning?.cancel();
    this.#beginning = this.#options.clock.after(BEGINNING_MS, () => slots.begun());
  }

  /** Without signaling nothing can be negotiated. */
  #hold(): void {
    if (!this.#closed) this.#recovery.hold(!this.#monitor.canSignal);
  }

  #watched(): WatchedLink {
    const link = this;
    return {
      recovery: this.#recovery,
      get connection() {
        return link.#connection;
      },
      get configuration() {
        return link.#configuration;
      },
      get hasPicture() {
        return link.#tracks.camera !== null;
      },
      get closed() {
        return link.#closed;
      },
    };
  }
}
