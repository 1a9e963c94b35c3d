import type { LinkPath, LinkState, LinkStats } from '../call/snapshot';
import { revise } from '../call/store';
import type { Clock, Timer } from '../clock';
import type { RelayRefused, ReportStats, SignalBody } from '../protocol/messages';
import { causeNamed, type Evidence } from './cause';
import type { Channel } from './channel';
import { type FarEnd, FlowWatch } from './flowWatch';
import { IceRecovery } from './iceRecovery';
import { LinkConnection, type RtcFactory } from './linkConnection';
import { LinkEvidence } from './linkEvidence';
import { CONNECT_LIMIT_MS, firstStatus, type LinkStatus, linkState, RESTARTS_UNTIL_FAILED } from './linkStatus';
import { NO_TRACKS, type Slot, type Tracks } from './mediaSlots';
import type { Incoming } from './negotiation';
import { LinkQuality } from './quality/linkQuality';
import { ReportSchedule } from './reportSchedule';
import { linkPath } from './stats/linkPath';
import { readStats, type StatsReading } from './stats/readStats';
import { isRelayed } from './stats/relay';
import { reportOf } from './stats/report';
import type { StatsReport } from './stats/statsReport';
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

export interface PeerLinkEvents {
  signal(body: SignalBody): void;
  report(stats: ReportStats): void;
  statusChanged(status: LinkStatus): void;
  /** Incoming tracks; `fresh` when they belong to a new connection. */
  tracksChanged(tracks: Tracks, fresh: boolean): void;
  /** A new connection stands: channels can be opened on it. Those of the one before are closed. */
  channelsPossible(): void;
  /** The far end has opened a data channel; to be listened to at once. */
  channel(channel: Channel): void;
  stats(stats: LinkStats): void;
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
  readonly #flow = new FlowWatch();
  readonly #reports = new ReportSchedule();
  readonly #evidence = new LinkEvidence();
  readonly #quality: LinkQuality;
  #connection: LinkConnection;
  #configuration: RTCConfiguration;
  #tracks: Tracks;
  /** The far end's connection as far as known. */
  #remoteName: string | null = null;
  #status: LinkStatus;
  #startedAt: number;
  #waiting: Timer | null = null;
  #beginning: Timer | null = null;
  #reading: StatsReading | null = null;
  #sampling = false;
  #far: FarEnd = { connected: true, sending: false };
  /** What has failed, for as long as nothing else has: a new connection knows nothing yet. */
  #judged: LinkConnection | null = null;
  #closed = false;

  constructor(options: PeerLinkOptions) {
    this.peerId = options.peerId;
    this.#options = options;
    // Compared by code unit, as the protocol says; `localeCompare` would differ.
    this.#polite = options.ownId > options.peerId;
    this.#configuration = options.configuration;
    this.#tracks = options.tracks;
    this.#startedAt = options.clock.now();
    this.#quality = new LinkQuality(options.bounds, this.#startedAt);
    this.#status = firstStatus(this.#startedAt);
    this.#evidence.signaling = options.signaling;
    this.#evidence.media = options.media ? options.mediaCause : null;
    this.#recovery = new IceRecovery(options.clock, { restart: () => this.#restart(), startAfresh: () => this.#startAfresh() });
    this.#connection = this.#newConnection(options.newLinkName());
  }

  get status(): LinkStatus {
    return this.#status;
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
      if (afresh) {
        this.#replaceConnection();
        this.#setState('connecting');
      }
      this.#remoteName = body.link;
      if (afresh && !isOffer) this.#connection.addSections();
    }
    if (isOffer) {
      this.#stopWaiting();
      // Until now nothing could happen; the time that connecting takes counts from here.
      if (!this.#connection.negotiation.bound && this.#connection.pc.signalingState === 'stable')
        this.#startedAt = this.#options.clock.now();
    }
    this.#connection.receive(body);
  }

  setTrack(slot: Slot, track: MediaStreamTrack | null): void {
    this.#tracks = { ...this.#tracks, [slot]: track };
    this.#connection.slots.set(slot, track);
    this.#followQuality();
  }

  /** What the number of links and the person allow at most. */
  setBounds(bounds: BoundsBySlot): void {
    this.#quality.setFull(bounds);
    this.#connection.slots.applyBounds(this.#quality.bounds);
  }

  setMediaCause(cause: Evidence['media']): void {
    this.#evidence.media = this.#options.media ? cause : null;
    this.#judge();
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
    this.#evidence.renewed();
    if (move === 'stay') return;
    // A first offer that is under way was gathered with the former servers; the browser restarts once it is answered.
    if (negotiation.bound) this.#recovery.demand();
    else if (pc.localDescription !== null) pc.restartIce();
  }

  /** Whether the selected pair leads through a relay of ours: those die with their credentials. */
  get relayed(): boolean {
    return isRelayed(this.#reading?.pair?.local);
  }

  /** Restarts ICE now: on demand, or because the network has changed. */
  restart(): void {
    if (!this.#closed && this.#connection.negotiation.bound) this.#recovery.demand();
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
    this.#evidence.farReport = report;
    const farCause = causeNamed(report.cause);
    this.#update({ farPaused: report.paused === true, farCause: farCause === 'ok' ? null : farCause });
    this.#judge();
    if (this.#reading !== null) this.#tellStats(this.#reading);
  }

  /** The TURN server has refused this end something. */
  setRelayRefusal(refusal: RelayRefused): void {
    this.#evidence.refused(refusal);
    this.#judge();
  }

  /** What the room tells of the far end, for judging silence. */
  setFarEnd(far: FarEnd): void {
    this.#far = far;
    this.#flow.setFarEnd(far, this.#options.clock.now());
    this.#hold();
  }

  /** This end's own session with the server. */
  setSignaling(signaling: Evidence['signaling']): void {
    this.#evidence.signaling = signaling;
    this.#hold();
    if (signaling === 'connected' && this.#status.cause === 'signaling-lost') {
      // Only now it can be seen whether there is more in the way.
      this.#startedAt = this.#options.clock.now();
      this.#setState(this.#connection.everConnected ? 'interrupted' : 'connecting');
    }
    this.#judge();
  }

  /** Looks whether anything new has arrived. Costs little; called several times a second. */
  pulse(): void {
    if (this.#closed || !this.#connection.everConnected) return;
    if (this.#flow.newest(this.#connection.slots.newest, this.#options.clock.now())) void this.sample();
  }

  /** Reads the statistics once; called every second, and out of turn when there is a reason. */
  async sample(): Promise<void> {
    const connection = this.#connection;
    if (this.#closed || this.#sampling) return;
    this.#sampling = true;
    try {
      const report = await connection.pc.getStats();
      if (this.#closed || connection !== this.#connection) return;
      const reading = readStats(report as unknown as StatsReport, this.#reading, this.#options.clock.now());
      this.#reading = reading;
      this.#followFlow(reading);
      this.#followQuality(reading);
      this.#judge();
      this.#tellStats(reading);
      this.#tellFarEnd();
    } catch {
      // A connection that was closed meanwhile has no statistics.
    } finally {
      this.#sampling = false;
    }
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#stopWaiting();
    this.#beginning?.cancel();
    this.#recovery.stop();
    this.#connection.close();
  }

  #newConnection(name: string): LinkConnection {
    const { factory, clock, events } = this.#options;
    const media = { tracks: this.#tracks, bounds: this.#quality.bounds, wanted: this.#options.media };
    const ends = () => ({ link: connection.name, ...(this.#remoteName === null ? {} : { remoteLink: this.#remoteName }) });
    const connection: LinkConnection = new LinkConnection(name, this.#polite, factory, clock, this.#configuration, media, {
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

  #replaceConnection(name = this.#options.newLinkName()): void {
    this.#stopWaiting();
    this.#beginning?.cancel();
    this.#connection.close();
    this.#reading = null;
    this.#evidence.farReport = null;
    this.#flow.reset();
    this.#startedAt = this.#options.clock.now();
    this.#connection = this.#newConnection(name);
    this.#options.events.tracksChanged(NO_TRACKS, true);
    this.#evaluate();
  }

  /** The far end answers nothing that was offered under our name, and has told its candidates to it: the name stays. */
  #giveWay(messages: readonly Incoming[]): void {
    this.#replaceConnection(this.#connection.name);
    for (const message of messages) this.#connection.receive(message);
  }

  #startAfresh(): void {
    if (this.#closed) return;
    if (this.#recovery.inVain > RESTARTS_UNTIL_FAILED) this.#setState('failed');
    this.#replaceConnection();
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
    this.#update({ restarts: this.#status.restarts + 1 });
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
      if (first && this.#status.connectMs === null) {
        this.#status = { ...this.#status, connectMs: this.#options.clock.now() - this.#startedAt };
      }
      this.#quality.begin(this.#options.clock.now());
      if (first) {
        this.#begin(connection);
        this.#options.events.channelsPossible();
      }
      // The far end needs our report for its picture of the path, and we ours, without waiting for the next second.
      void this.sample();
    } else if (ice === 'failed' || connection.dtlsFailed) {
      // Told before it is mended: a new connection knows nothing of what this one has seen.
      this.#judged = connection;
      this.#evaluate();
      this.#judge();
      this.#recovery.failed();
    } else if (ice === 'disconnected') this.#recovery.disconnected(this.#flow.quiet);
    this.#evaluate();
  }

  #begin({ slots }: LinkConnection): void {
    this.#beginning?.cancel();
    this.#beginning = this.#options.clock.after(BEGINNING_MS, () => slots.begun());
  }

  #evaluate(): void {
    const connection = this.#connection;
    const now = this.#options.clock.now();
    const connectingMs = now - this.#startedAt;
    const previous = this.#status;
    const state = linkState({
      previous: previous.state,
      everConnected: connection.everConnected,
      connection: connection.pc.connectionState,
      iceDown: connection.iceDown,
      quiet: this.#flow.quiet,
      restartsInVain: this.#recovery.inVain,
      connectingMs,
    });
    if (state === previous.state) return;
    this.#setState(state);
    if (state === 'failed' && connectingMs >= CONNECT_LIMIT_MS && !connection.everConnected) this.#recovery.failed();
  }

  #setState(state: LinkState): void {
    if (state === this.#status.state) return;
    this.#judged = this.#connection;
    this.#update({ state, since: this.#options.clock.now(), ...this.#verdict(state) });
    if (state === 'failed') this.#tellFarEnd();
  }

  /** What is known now may be more than when the state began. */
  #judge(): void {
    const { state, cause } = this.#status;
    if (this.#closed || (state === 'failed' && this.#judged !== this.#connection)) return;
    const verdict = this.#verdict(state);
    if (verdict.cause !== cause) this.#update(verdict);
  }

  #verdict(state: LinkState): Pick<LinkStatus, 'cause' | 'trouble'> {
    if (state !== 'failed' && state !== 'connected') return { cause: null, trouble: null };
    const relayOnly = this.#configuration.iceTransportPolicy === 'relay';
    const cause = this.#evidence.cause(state, this.#connection, this.#path, relayOnly);
    if (cause === 'ok') return { cause: null, trouble: null };
    return { cause, trouble: state === 'failed' ? { code: cause, retrying: true } : null };
  }

  #update(change: Partial<LinkStatus>): void {
    const next = revise(this.#status, change);
    if (next === this.#status) return;
    this.#status = next;
    this.#options.events.statusChanged(next);
  }

  /** Whether the two ends can signal to each other: without that nothing can be negotiated. */
  #hold(): void {
    if (!this.#closed) this.#recovery.hold(this.#evidence.signaling !== 'connected' || !this.#far.connected);
  }

  #followFlow({ packetsReceived, at }: StatsReading): void {
    const before = this.#flow.quiet;
    this.#flow.packets(packetsReceived, at);
    const { iceDown, pc } = this.#connection;
    if (this.#flow.quiet) this.#recovery.silent();
    else if (before) this.#recovery.flowing(!iceDown && pc.connectionState === 'connected');
    this.#evaluate();
  }

  #followQuality(reading?: StatsReading): void {
    if (reading !== undefined && this.#status.state === 'connected' && this.#quality.reading({ at: reading.at, ...reading.wayOut })) {
      this.#connection.slots.applyBounds(this.#quality.bounds);
    }
    this.#update({ paused: this.#quality.paused && this.#tracks.camera !== null });
  }

  get #path(): LinkPath | null {
    const pair = this.#reading?.pair ?? null;
    return pair === null ? null : linkPath(pair, this.#evidence.farReport, this.#configuration);
  }

  #tellStats(reading: StatsReading): void {
    const { at, pair, roundTripMs, videoIn, videoOut, audioIn, audioOut, dataIn, dataOut } = reading;
    const raw = pair?.raw ?? {};
    this.#options.events.stats({ at, path: this.#path, roundTripMs, videoIn, videoOut, audioIn, audioOut, dataIn, dataOut, raw });
  }

  #tellFarEnd(): void {
    const { state, cause, paused } = this.#status;
    if (this.#closed || (state !== 'failed' && (this.#reading?.pair ?? null) === null)) return;
    const told = state === 'failed' ? 'failed' : this.#connection.pc.connectionState;
    const what = [this.#reading?.pair?.id, told, state, cause, paused].join(' ');
    if (!this.#reports.due(what, this.#options.clock.now())) return;
    this.#options.events.report(reportOf(this.#reading, told, this.#configuration, this.#status));
  }
}
