import type { Timer } from '../clock';
import type { Peer, ReportStats, SignalBody } from '../protocol/messages';
import type { Evidence } from '../rtc/cause';
import type { Channel } from '../rtc/channel';
import type { LinkStatus } from '../rtc/linkStatus';
import type { Tracks } from '../rtc/mediaSlots';
import { PeerLink } from '../rtc/peerLink';
import type { BoundsBySlot } from '../rtc/videoBounds';
import type { Environment } from './environment';
import { RemoteMedia } from './remoteMedia';
import type { LinkSnapshot, LinkStats, PeerSnapshot } from './snapshot';
import { revise, sameMedia } from './store';

/** Readings kept: one minute. */
const HISTORY = 60;
/** Without a word from the far end typing has ended. */
const TYPING_MS = 5_000;
/** A far end whose signaling was lost is looked at so soon again: a browser that was killed sends nothing any more. */
const SECOND_LOOK_MS = 500;

/** What all links of this end have in common. */
export interface OwnEnd {
  readonly id: string;
  readonly configuration: RTCConfiguration;
  readonly tracks: Tracks;
  readonly bounds: BoundsBySlot;
  readonly signaling: Evidence['signaling'];
  readonly mediaCause: Evidence['media'];
}

export interface ParticipantEvents {
  signal(body: SignalBody): void;
  report(stats: ReportStats): void;
  changed(): void;
  /** A new link stands. */
  linked(): void;
  /** The far end has opened a data channel. */
  channel(channel: Channel): void;
}

/** One far end: what the room tells of it, its link, what it sends, and the snapshot of all that. */
export class Participant {
  readonly id: string;
  readonly link: PeerLink;
  readonly #environment: Environment;
  readonly #events: ParticipantEvents;
  readonly #media: RemoteMedia;
  readonly #held: SignalBody[] = [];
  #peer: Peer;
  #snapshot: PeerSnapshot;
  #typingTimer: Timer | null = null;
  #secondLook: Timer | null = null;
  #awaited = false;
  /** Since when its signaling is away; null while it is there. */
  #awaySince: number | null = null;
  /** The link as it is; what is shown of it also depends on whether the far end is there. */
  #link: LinkSnapshot;

  constructor(environment: Environment, peer: Peer, own: OwnEnd, events: ParticipantEvents) {
    this.id = peer.id;
    this.#environment = environment;
    this.#events = events;
    this.#peer = peer;
    this.#media = new RemoteMedia(
      (tracks) => environment.createStream(tracks),
      peer.media,
      () => this.#streamsChanged(),
    );
    this.link = new PeerLink({
      ownId: own.id,
      peerId: peer.id,
      factory: environment,
      clock: environment.clock,
      newLinkName: () => environment.randomName(12),
      configuration: own.configuration,
      tracks: own.tracks,
      bounds: own.bounds,
      signaling: own.signaling,
      mediaCause: own.mediaCause,
      media: peer.kind === 'browser',
      events: {
        signal: (body) => this.#send(body),
        report: (stats) => events.report(stats),
        statusChanged: (status) => this.#followLink(status),
        tracksChanged: (tracks, fresh) => this.#media.setTracks(tracks, fresh),
        channelsPossible: () => events.linked(),
        channel: (channel) => events.channel(channel),
        stats: (stats) => this.#addStats(stats),
      },
    });
    this.#link = { ...this.link.status, stats: null, history: [] };
    const { id, name, kind, role, media, connected } = peer;
    if (!connected) this.#awaySince = environment.clock.now();
    this.#snapshot = { id, name, kind, role, media, connected, stream: null, screen: null, link: this.#shownLink, typing: false };
    this.#tellLink();
  }

  get snapshot(): PeerSnapshot {
    return this.#snapshot;
  }

  get peer(): Peer {
    return this.#peer;
  }

  /** After a restart of the server: not back in the room yet. */
  get awaited(): boolean {
    return this.#awaited;
  }

  /** What it is to be told waits until it is back. */
  await(): void {
    this.#awaited = true;
    this.#present(false);
    this.#tellLink();
    this.#update({ connected: false, link: this.#shownLink });
  }

  hold(body: SignalBody): void {
    this.#held.push(body);
  }

  /** What the room says now. */
  update(peer: Peer): void {
    const lost = this.#peer.connected && !peer.connected;
    this.#peer = peer;
    this.#awaited = false;
    const { name, kind, role, media, connected } = peer;
    this.#present(connected);
    this.#tellLink();
    const sameOrNew = sameMedia(media, this.#snapshot.media) ? this.#snapshot.media : media;
    this.#update({ name, kind, role, media: sameOrNew, connected, link: this.#shownLink });
    this.#media.setMedia(media);
    for (const body of this.#held.splice(0)) this.#events.signal(body);
    if (lost) this.#lookTwice();
  }

  typing(active: boolean): void {
    this.#typingTimer?.cancel();
    this.#typingTimer = active ? this.#environment.clock.after(TYPING_MS, () => this.#update({ typing: false })) : null;
    this.#update({ typing: active });
  }

  close(): void {
    this.#typingTimer?.cancel();
    this.#secondLook?.cancel();
    this.#media.clear();
    this.link.close();
  }

  #send(body: SignalBody): void {
    if (this.#awaited) this.#held.push(body);
    else this.#events.signal(body);
  }

  #tellLink(): void {
    const { connected, media } = this.#peer;
    const sending = media.mic || (media.camera && !this.#link.farPaused);
    this.link.setFarEnd({ connected: connected && !this.#awaited, sending });
  }

  #followLink(status: LinkStatus): void {
    const { farPaused } = this.#link;
    this.#updateLink(status);
    if (status.farPaused !== farPaused) this.#tellLink();
  }

  #lookTwice(): void {
    void this.link.sample();
    this.#secondLook?.cancel();
    this.#secondLook = this.#environment.clock.after(SECOND_LOOK_MS, () => void this.link.sample());
  }

  #streamsChanged(): void {
    this.#update({ stream: this.#media.stream, screen: this.#media.screen });
  }

  #addStats(stats: LinkStats): void {
    const { history } = this.#link;
    // A far report changes what the last reading means; it is the same second, not another one.
    const before = history.at(-1)?.at === stats.at ? history.slice(0, -1) : history;
    this.#updateLink({ stats, history: [...before, stats].slice(-HISTORY) });
  }

  #updateLink(change: Partial<LinkSnapshot>): void {
    this.#link = revise(this.#link, change);
    this.#update({ link: this.#shownLink });
  }

  #present(connected: boolean): void {
    if (connected) this.#awaySince = null;
    else this.#awaySince ??= this.#environment.clock.now();
  }

  /** A link is not being made to somebody who is not there, nor has it failed: what it waits for is that person's return. */
  get #shownLink(): LinkSnapshot {
    const { state } = this.#link;
    if (this.#awaySince === null || state === 'connected' || state === 'interrupted') return this.#link;
    return { ...this.#link, state: 'interrupted', since: this.#awaySince, trouble: null, cause: null };
  }

  #update(change: Partial<PeerSnapshot>): void {
    const next = revise(this.#snapshot, change);
    if (next === this.#snapshot) return;
    this.#snapshot = next;
    this.#events.changed();
  }
}
