import { every, type Timer } from '../clock';
import type { Joined, Peer, PeerLeft, RelayRefused, ReportStats, SignalBody, SignalFrom } from '../protocol/messages';
import type { Evidence } from '../rtc/cause';
import type { Channel } from '../rtc/channel';
import type { Slot } from '../rtc/mediaSlots';
import type { BoundsBySlot } from '../rtc/videoBounds';
import type { Intent } from '../signaling/outbox';
import type { Environment } from './environment';
import type { Notices } from './notices';
import { type OwnEnd, Participant } from './participant';
import type { CallSummary, PeerSnapshot } from './snapshot';

/** Whether anything arrives is looked at so often. */
const PULSE_MS = 200;
/** Statistics of every link are read together, once in this time. */
const READING_MS = 1_000;

export interface RosterEvents {
  signal(peerId: string, body: SignalBody): void;
  report(peerId: string, stats: ReportStats): void;
  changed(peers: readonly PeerSnapshot[]): void;
  /** The number of links that carry media is another one. */
  counted(links: number): void;
  /** A new link to this peer stands. */
  linked(peerId: string): void;
  /** This peer has opened a data channel; to be listened to at once. */
  channel(peerId: string, channel: Channel): void;
  /** Whether a link that once stood is down; told once a second, and as soon as one is. */
  down(down: boolean): void;
  /** This peer is not here any more, and its link is closed. */
  removed(peerId: string): void;
}

/** Everybody else in the room, in the order in which they came. */
export class Roster {
  readonly #environment: Environment;
  readonly #events: RosterEvents;
  readonly #notices: Notices;
  readonly #ownEnd: () => Omit<OwnEnd, 'id'>;
  readonly #participants = new Map<string, Participant>();
  /** Peers that left to come back at once (a reload): neither is worth a notice. */
  readonly #replaced = new Set<string>();
  readonly #summary = new Map<string, CallSummary['links'][number]>();
  #ownId = '';
  #pulse: Timer | null = null;
  #readAt = 0;
  #toldPaused = false;
  #settling: Timer | null = null;
  #most = 0;

  constructor(environment: Environment, notices: Notices, ownEnd: () => Omit<OwnEnd, 'id'>, events: RosterEvents) {
    this.#environment = environment;
    this.#notices = notices;
    this.#ownEnd = ownEnd;
    this.#events = events;
  }

  get snapshots(): readonly PeerSnapshot[] {
    return [...this.#participants.values()].map(({ snapshot }) => snapshot);
  }

  /** The most people at one time, ourselves included. */
  get most(): number {
    return this.#most;
  }

  /** Everybody who was there, and how. */
  get summary(): CallSummary['links'] {
    for (const participant of this.#participants.values()) this.#summarise(participant);
    return [...this.#summary.values()];
  }

  /** Somebody is expected back after a restart of the server. */
  get awaiting(): boolean {
    return [...this.#participants.values()].some(({ awaited }) => awaited);
  }

  name(peerId: string): string {
    return this.#participants.get(peerId)?.peer.name ?? '';
  }

  receiver(peerId: string): RTCRtpReceiver | null {
    return this.#participants.get(peerId)?.link.receiver('audio') ?? null;
  }

  /** Everybody, as ids and names. */
  get peers(): readonly Peer[] {
    return [...this.#participants.values()].map(({ peer }) => peer);
  }

  /** Null while no link to this peer stands. */
  openChannel(peerId: string, label: string, protocol: string): Channel | null {
    return this.#participants.get(peerId)?.link.openChannel(label, protocol) ?? null;
  }

  has(peerId: string): boolean {
    return this.#participants.has(peerId);
  }

  /**
   * The first time, or again in a new session (protocol 2.4): links to peers who are there, or may yet come back, are kept.
   * Resolves when the first offers are on their way.
   */
  joined(joined: Joined): Promise<unknown> {
    if (joined.peer !== this.#ownId) this.#removeAll();
    this.#ownId = joined.peer;
    const listed = new Set(joined.peers.map(({ id }) => id));
    const offers: Promise<void>[] = [];
    for (const peer of joined.peers) {
      const known = this.#participants.get(peer.id);
      if (known === undefined) offers.push(this.#add(peer, true));
      else {
        known.update(peer);
        known.link.repeatOffer();
      }
    }
    const missing = [...this.#participants.values()].filter(({ id }) => !listed.has(id));
    this.#settling?.cancel();
    if (joined.settleMs === undefined) for (const participant of missing) this.#lose(participant);
    else {
      for (const participant of missing) participant.await();
      this.#settling = this.#environment.clock.after(joined.settleMs, () => this.#endSettling());
    }
    this.#changed(true);
    return Promise.all(offers);
  }

  peerJoined(peer: Peer): void {
    const known = this.#participants.get(peer.id);
    if (known !== undefined) {
      // Nobody said that it left: the same peer, back after a restart of the server.
      known.update(peer);
      known.link.repeatOffer();
      this.#changed(false);
      return;
    }
    if (!this.#replaced.delete(peer.id)) this.#notices.say('peer-joined', peer.name);
    void this.#add(peer, false);
    this.#changed(true);
  }

  peerUpdated(peer: Peer): void {
    const known = this.#participants.get(peer.id);
    if (known === undefined) return;
    const { media, role } = known.peer;
    known.update(peer);
    if (media.mic !== peer.media.mic) this.#notices.say(peer.media.mic ? 'peer-unmuted' : 'peer-muted', peer.name);
    if (!media.screen && peer.media.screen) this.#notices.say('peer-sharing', peer.name);
    if (!media.hand && peer.media.hand) this.#notices.say('hand-raised', peer.name);
    if (role !== 'host' && peer.role === 'host') this.#notices.say('host', peer.name);
  }

  peerLeft({ peer: id, reason }: PeerLeft): void {
    const participant = this.#participants.get(id);
    if (participant === undefined) return;
    this.#remove(participant);
    if (reason === 'replaced') this.#replaced.add(id);
    else this.#notices.say(reason === 'timed-out' ? 'peer-lost' : 'peer-left', participant.peer.name);
    this.#changed(true);
  }

  signal(message: SignalFrom): void {
    this.#participants.get(message.from)?.link.receive(message);
  }

  typing(peerId: string, active: boolean): void {
    this.#participants.get(peerId)?.typing(active);
  }

  farReport(peerId: string, stats: ReportStats): void {
    this.#participants.get(peerId)?.link.setFarReport(stats);
  }

  /** After a rejoin: whether a message that was never acknowledged still makes sense. */
  keep(intent: Intent): boolean {
    switch (intent.type) {
      case 'chat':
        return true;
      case 'remove':
        return this.has(intent.peer);
      case 'signal': {
        const participant = this.#participants.get(intent.to);
        // The room does not know it yet and would refuse; it waits here instead.
        if (participant?.awaited) participant.hold(intent);
        return participant !== undefined && !participant.awaited;
      }
      default:
        // The media state went with the join, and who leaves does not rejoin.
        return false;
    }
  }

  setTrack(slot: Slot, track: MediaStreamTrack | null): void {
    for (const { link } of this.#participants.values()) link.setTrack(slot, track);
  }

  setBounds(bounds: BoundsBySlot): void {
    for (const { link } of this.#participants.values()) link.setBounds(bounds);
  }

  /** This end's own session with the server. */
  setSignaling(signaling: Evidence['signaling']): void {
    for (const { link } of this.#participants.values()) link.setSignaling(signaling);
  }

  /** Why this end sends no media although it wanted to. */
  setMediaCause(cause: Evidence['media']): void {
    for (const { link } of this.#participants.values()) link.setMediaCause(cause);
  }

  /** The TURN server has refused this end something; on which link it does not say. */
  relayRefused(refusal: RelayRefused): void {
    for (const { link } of this.#participants.values()) link.setRelayRefusal(refusal);
  }

  /** `relayed`: only links through a relay of ours restart, because it will not take the former credentials much longer. */
  setConfiguration(configuration: RTCConfiguration, move: 'relayed' | 'restart' | 'afresh'): void {
    for (const { link } of this.#participants.values()) {
      link.setConfiguration(configuration, move === 'relayed' ? (link.relayed ? 'restart' : 'stay') : move);
    }
  }

  restart(peerId: string): void {
    this.#participants.get(peerId)?.link.restart();
  }

  /** The network of this end is another one. */
  moved(): void {
    for (const { link } of this.#participants.values()) void link.moved();
  }

  /** Closes every link; what they were is kept for the summary until `reset`. */
  close(): void {
    this.#removeAll();
    this.#settling?.cancel();
    this.#ownId = '';
    this.#changed(true);
  }

  reset(): void {
    this.#summary.clear();
    this.#replaced.clear();
    this.#most = 0;
    this.#toldPaused = false;
  }

  #add(peer: Peer, offer: boolean): Promise<void> {
    const own = { id: this.#ownId, ...this.#ownEnd() };
    const participant = new Participant(this.#environment, peer, own, {
      signal: (body) => this.#events.signal(peer.id, body),
      report: (stats) => this.#events.report(peer.id, stats),
      changed: () => {
        this.#tellPaused(peer.id);
        if (this.#down) this.#events.down(true);
        this.#changed(false);
      },
      linked: () => this.#events.linked(peer.id),
      channel: (channel) => this.#events.channel(peer.id, channel),
    });
    this.#participants.set(peer.id, participant);
    return participant.link.start(offer);
  }

  #remove(participant: Participant): void {
    this.#summarise(participant);
    this.#participants.delete(participant.id);
    // First, so that nobody takes the end of the link for an interruption.
    this.#events.removed(participant.id);
    participant.close();
  }

  #removeAll(): void {
    for (const participant of [...this.#participants.values()]) this.#remove(participant);
  }

  #lose(participant: Participant): void {
    this.#remove(participant);
    this.#notices.say('peer-lost', participant.peer.name);
  }

  #endSettling(): void {
    for (const participant of [...this.#participants.values()]) if (participant.awaited) this.#lose(participant);
    this.#changed(true);
  }

  #summarise({ id, peer, snapshot }: Participant): void {
    this.#summary.set(id, { name: peer.name, path: snapshot.link.stats?.path ?? this.#summary.get(id)?.path ?? null });
  }

  #changed(counted: boolean): void {
    this.#events.changed(this.snapshots);
    if (!counted) return;
    const all = this.#participants.size;
    this.#most = Math.max(this.#most, all + 1);
    // A program takes nothing of what the pictures may use.
    this.#events.counted([...this.#participants.values()].filter(({ peer }) => peer.kind === 'browser').length);
    if (all > 0 && this.#pulse === null) {
      this.#readAt = this.#environment.clock.now();
      this.#pulse = every(this.#environment.clock, PULSE_MS, () => this.#look());
    } else if (all === 0) {
      this.#pulse?.cancel();
      this.#pulse = null;
    }
  }

  /** Of links that never stood the server is no remedy. */
  get #down(): boolean {
    return [...this.#participants.values()].some(({ link }) => link.status.state !== 'connected' && link.status.connectMs !== null);
  }

  #look(): void {
    // By the clock and not by counting looks: in a tab that is not seen, timers come once a second at most.
    const now = this.#environment.clock.now();
    const reads = now - this.#readAt >= READING_MS;
    if (reads) {
      this.#readAt = now;
      this.#events.down(this.#down);
    }
    for (const { link } of this.#participants.values()) {
      if (reads) void link.sample();
      else link.pulse();
    }
  }

  /** Said once in a call; from then on the tiles tell. */
  #tellPaused(peerId: string): void {
    const participant = this.#participants.get(peerId);
    if (this.#toldPaused || participant === undefined || !participant.snapshot.link.paused) return;
    this.#toldPaused = true;
    this.#notices.say('picture-paused', participant.peer.name);
  }
}
