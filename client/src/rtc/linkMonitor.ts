import type { LinkPath, LinkState, LinkStats } from '../call/snapshot';
import { revise } from '../call/store';
import type { Clock } from '../clock';
import type { RelayRefused, ReportStats } from '../protocol/messages';
import { causeNamed, type Evidence } from './cause';
import { type FarEnd, FlowWatch } from './flowWatch';
import type { IceRecovery } from './iceRecovery';
import type { LinkConnection } from './linkConnection';
import { LinkEvidence } from './linkEvidence';
import { CONNECT_LIMIT_MS, firstStatus, type LinkStatus, linkState } from './linkStatus';
import { LinkQuality } from './quality/linkQuality';
import { ReportSchedule } from './reportSchedule';
import { linkPath } from './stats/linkPath';
import { readStats, type StatsReading } from './stats/readStats';
import { isRelayed } from './stats/relay';
import { reportOf } from './stats/report';
import type { StatsReport } from './stats/statsReport';
import type { BoundsBySlot } from './videoBounds';

/** What was on its way has been counted by then. */
const SETTLE_MS = 100;
/** Where sound is sent, eight packets come in this time. */
const SILENCE_MS = 150;

/** The link that is watched, as it is at the moment. */
export interface WatchedLink {
  readonly connection: LinkConnection;
  readonly configuration: RTCConfiguration;
  readonly recovery: IceRecovery;
  /** There is a camera picture to send. */
  readonly hasPicture: boolean;
  readonly closed: boolean;
}

export interface MonitorEvents {
  report(stats: ReportStats): void;
  statusChanged(status: LinkStatus): void;
  stats(stats: LinkStats): void;
}

/** Watches one link: reads its statistics, and tells its state, the cause, what may be sent, and the far end what it should know. */
export class LinkMonitor {
  readonly #clock: Clock;
  readonly #link: WatchedLink;
  readonly #events: MonitorEvents;
  readonly #flow = new FlowWatch();
  readonly #reports = new ReportSchedule();
  readonly #evidence = new LinkEvidence();
  readonly #quality: LinkQuality;
  #status: LinkStatus;
  #startedAt: number;
  /** An attempt to connect is under way. */
  #trying = false;
  #reading: StatsReading | null = null;
  #sampling: Promise<void> | null = null;
  #far: FarEnd = { connected: true, sending: false };
  /** What has failed. */
  #judged: LinkConnection | null = null;

  constructor(clock: Clock, link: WatchedLink, bounds: BoundsBySlot, events: MonitorEvents) {
    this.#clock = clock;
    this.#link = link;
    this.#events = events;
    this.#startedAt = clock.now();
    this.#quality = new LinkQuality(bounds, this.#startedAt);
    this.#status = firstStatus(this.#startedAt);
  }

  get status(): LinkStatus {
    return this.#status;
  }

  get quality(): LinkQuality {
    return this.#quality;
  }

  /** Media has stopped arriving. */
  get quiet(): boolean {
    return this.#flow.quiet;
  }

  /** Whether the two ends can signal to each other: without that nothing can be negotiated. */
  get canSignal(): boolean {
    return this.#evidence.signaling === 'connected' && this.#far.connected;
  }

  /** Whether the selected pair leads through a relay of ours. */
  get relayed(): boolean {
    return isRelayed(this.#reading?.pair?.local);
  }

  setMediaCause(cause: Evidence['media']): void {
    this.#evidence.media = cause;
    this.judge();
  }

  setSignaling(signaling: Evidence['signaling']): void {
    this.#evidence.signaling = signaling;
    if (signaling === 'connected' && this.#status.cause === 'signaling-lost') {
      // Only now it can be seen whether there is more in the way.
      this.#trying = false;
      this.started();
      this.setState(this.#link.connection.everConnected ? 'interrupted' : 'connecting');
    }
    this.judge();
  }

  setFarEnd(far: FarEnd): void {
    this.#far = far;
    this.#flow.setFarEnd(far, this.#clock.now());
  }

  setFarReport(report: ReportStats): void {
    this.#evidence.farReport = report;
    const farCause = causeNamed(report.cause);
    this.#update({ farPaused: report.paused === true, farCause: farCause === 'ok' ? null : farCause });
    this.judge();
    if (this.#reading !== null) this.#tellStats(this.#reading);
  }

  setRelayRefusal(refusal: RelayRefused): void {
    this.#evidence.refused(refusal);
    this.judge();
  }

  /** The servers, or their credentials, are others now. */
  renewed(): void {
    this.#evidence.renewed();
  }

  /** The time that connecting takes counts from here. Ends that begin anew again and again are still at the same attempt, or it would never be found in vain. */
  started(): void {
    if (this.#trying) return;
    this.#trying = true;
    this.#startedAt = this.#clock.now();
  }

  /** Another connection is in place: nothing is known of it, nor what the far end makes of it. */
  replaced(): void {
    this.#reading = null;
    this.#evidence.farReport = null;
    this.#flow.reset();
    this.#update({ farPaused: false, farCause: null });
    this.started();
    // One that has failed is tried on, and says so until it works.
    if (this.#status.state !== 'failed') this.setState('connecting');
  }

  connected(): void {
    const now = this.#clock.now();
    this.#trying = false;
    if (this.#status.connectMs === null) this.#status = { ...this.#status, connectMs: now - this.#startedAt };
    this.#quality.begin(now);
  }

  /** ICE or DTLS has failed. To be told before it is mended: a new connection knows nothing of what this one has seen. */
  failed(): void {
    this.#judged = this.#link.connection;
    this.evaluate();
    this.judge();
  }

  restarted(): void {
    this.#update({ restarts: this.#status.restarts + 1 });
  }

  /** Looks whether anything new has arrived; see `FlowWatch`. */
  pulse(): void {
    const { connection } = this.#link;
    if (connection.everConnected && this.#flow.newest(connection.slots.newest, this.#clock.now())) void this.sample();
  }

  /** Reads the statistics once; a reading that is under way is that one. */
  sample(): Promise<void> {
    if (this.#link.closed) return Promise.resolve();
    this.#sampling ??= this.#read().finally(() => {
      this.#sampling = null;
    });
    return this.#sampling;
  }

  /** Whether nothing arrives any more from now on; null where the far end sends nothing. Takes a quarter of a second. */
  async isSilent(): Promise<boolean | null> {
    if (!this.#far.sending) return null;
    const pass = (ms: number): Promise<void> => new Promise((resolve) => this.#clock.after(ms, resolve));
    await pass(SETTLE_MS);
    await this.sample();
    const before = this.#reading?.packetsReceived;
    await pass(SILENCE_MS);
    await this.sample();
    return this.#reading?.packetsReceived === before;
  }

  async #read(): Promise<void> {
    const { connection } = this.#link;
    try {
      const report = await connection.pc.getStats();
      if (this.#link.closed || connection !== this.#link.connection) return;
      const reading = readStats(report as unknown as StatsReport, this.#reading, this.#clock.now());
      this.#reading = reading;
      this.#followFlow(reading);
      this.#followQuality(reading);
      this.judge();
      this.#tellStats(reading);
      this.#tellFarEnd();
    } catch {
      // A connection that was closed meanwhile has no statistics.
    }
  }

  /** The state follows from what is known now. */
  evaluate(): void {
    const { connection, recovery } = this.#link;
    const connectingMs = this.#clock.now() - this.#startedAt;
    const state = linkState({
      previous: this.#status.state,
      everConnected: connection.everConnected,
      connection: connection.pc.connectionState,
      iceDown: connection.iceDown,
      quiet: this.#flow.quiet,
      restartsInVain: recovery.inVain,
      connectingMs,
    });
    if (state === this.#status.state) return;
    this.setState(state);
    if (state === 'failed' && connectingMs >= CONNECT_LIMIT_MS && !connection.everConnected) recovery.failed();
  }

  setState(state: LinkState): void {
    if (state === this.#status.state) return;
    this.#judged = this.#link.connection;
    this.#update({ state, since: this.#clock.now(), ...this.#verdict(state) });
    if (state === 'failed') this.#tellFarEnd();
  }

  /** What is known now may be more than when the state began. */
  judge(): void {
    const { state, cause } = this.#status;
    const { closed, connection } = this.#link;
    // A new connection that nobody has answered knows less than the one before, and one that is still looking for a path less than one that had it.
    const knowsLess = !connection.negotiation.bound || cause === 'dtls-failed';
    if (closed || (state === 'failed' && this.#judged !== connection && knowsLess)) return;
    const verdict = this.#verdict(state);
    if (verdict.cause !== cause) this.#update(verdict);
  }

  /** The picture has come or gone, or the network carries another one. */
  tellPaused(): void {
    this.#update({ paused: this.#quality.paused && this.#link.hasPicture });
  }

  #verdict(state: LinkState): Pick<LinkStatus, 'cause' | 'trouble'> {
    if (state !== 'failed' && state !== 'connected') return { cause: null, trouble: null };
    const relayOnly = this.#link.configuration.iceTransportPolicy === 'relay';
    const cause = this.#evidence.cause(state, this.#link.connection, this.#path, relayOnly);
    if (cause === 'ok') return { cause: null, trouble: null };
    return { cause, trouble: state === 'failed' ? { code: cause, retrying: true } : null };
  }

  #update(change: Partial<LinkStatus>): void {
    const next = revise(this.#status, change);
    if (next === this.#status) return;
    this.#status = next;
    this.#events.statusChanged(next);
  }

  #followFlow({ packetsReceived, at }: StatsReading): void {
    const { connection, recovery } = this.#link;
    const before = this.#flow.quiet;
    this.#flow.packets(packetsReceived, at);
    if (this.#flow.quiet) recovery.silent();
    else if (before) recovery.flowing(!connection.iceDown && connection.pc.connectionState === 'connected');
    this.evaluate();
  }

  #followQuality({ at, wayOut }: StatsReading): void {
    if (this.#status.state !== 'connected' || !this.#quality.reading({ at, ...wayOut })) return;
    this.#link.connection.slots.applyBounds(this.#quality.bounds);
    this.tellPaused();
  }

  get #path(): LinkPath | null {
    const pair = this.#reading?.pair ?? null;
    return pair === null ? null : linkPath(pair, this.#evidence.farReport, this.#link.configuration);
  }

  #tellStats(reading: StatsReading): void {
    const { at, pair, roundTripMs, videoIn, videoOut, audioIn, audioOut, dataIn, dataOut } = reading;
    this.#events.stats({ at, path: this.#path, roundTripMs, videoIn, videoOut, audioIn, audioOut, dataIn, dataOut, raw: pair?.raw ?? {} });
  }

  #tellFarEnd(): void {
    const { state, cause, paused } = this.#status;
    if (this.#link.closed || (state !== 'failed' && (this.#reading?.pair ?? null) === null)) return;
    const told = state === 'failed' ? 'failed' : this.#link.connection.pc.connectionState;
    const what = [this.#reading?.pair?.id, told, state, cause, paused].join(' ');
    if (!this.#reports.due(what, this.#clock.now())) return;
    this.#events.report(reportOf(this.#reading, told, this.#link.configuration, this.#status));
  }
}
