import type { LinkStats } from '../call/snapshot';
import type { ReportStats, SignalBody } from '../protocol/messages';
import type { Channel } from '../rtc/channel';
import type { LinkStatus } from '../rtc/linkStatus';
import { NO_TRACKS, type Tracks } from '../rtc/mediaSlots';
import { PeerLink } from '../rtc/peerLink';
import { videoBounds } from '../rtc/videoBounds';
import { FakePeerConnection } from './fakePeerConnection';
import { VirtualClock } from './virtualClock';

/** One end of a link over virtual signaling. */
export class LinkEnd {
  readonly connections: FakePeerConnection[] = [];
  readonly sent: SignalBody[] = [];
  readonly statuses: LinkStatus[] = [];
  readonly stats: LinkStats[] = [];
  readonly reports: ReportStats[] = [];
  readonly link: PeerLink;
  /** Channels that the far end has opened. */
  readonly channels: Channel[] = [];
  fresh = 0;
  /** How often a new connection was there for channels. */
  possible = 0;
  /** The connections that were to look for the network anew. */
  readonly anew: FakePeerConnection[] = [];
  /** While false, what this end sends is lost. */
  online = true;
  peer: LinkEnd | null = null;

  constructor(
    clock: VirtualClock,
    ownId: string,
    peerId: string,
    latencyMs: number,
    tracks: Tracks = NO_TRACKS,
    configuration: RTCConfiguration = {},
    media = true,
    looksAnew = true,
  ) {
    let names = 0;
    const create = (given: RTCConfiguration): FakePeerConnection => {
      const pc = new FakePeerConnection(given);
      this.connections.push(pc);
      return pc;
    };
    this.link = new PeerLink({
      ownId,
      peerId,
      clock,
      tracks,
      configuration,
      media,
      signaling: 'connected',
      mediaCause: null,
      bounds: videoBounds(1, false),
      newLinkName: () => `${ownId}${++names}`,
      factory: {
        createConnection: (given) => create(given) as unknown as RTCPeerConnection,
        createConnectionAnew: looksAnew
          ? (given) => {
              const pc = create(given);
              this.anew.push(pc);
              return pc as unknown as RTCPeerConnection;
            }
          : null,
        createGroup: () => null,
      },
      events: {
        signal: (body) => {
          this.sent.push(body);
          if (this.online) clock.after(latencyMs, () => this.peer?.link.receive(body));
        },
        report: (report) => this.reports.push(report),
        statusChanged: (status) => this.statuses.push(status),
        tracksChanged: (_, fresh) => {
          if (fresh) this.fresh++;
        },
        channelsPossible: () => {
          this.possible++;
        },
        channel: (channel) => this.channels.push(channel),
        stats: (stats) => this.stats.push(stats),
      },
    });
  }

  get pc(): FakePeerConnection {
    const pc = this.connections.at(-1);
    if (pc === undefined) throw new Error('no connection');
    return pc;
  }

  get descriptions(): string[] {
    return this.sent.flatMap((body) => ('description' in body ? [body.description.type] : []));
  }
}

/** Two ends, `a` impolite and `b` polite, not started yet. `bIsProgram`: what `a` knows of the other's kind. `looksAnew`: its browser is one that notices late where it is. */
export function linkPair(latencyMs = 10, tracks: { a?: Tracks; b?: Tracks } = {}, bIsProgram = false, looksAnew = true) {
  const clock = new VirtualClock();
  const a = new LinkEnd(clock, 'a', 'b', latencyMs, tracks.a, {}, !bIsProgram, looksAnew);
  const b = new LinkEnd(clock, 'b', 'a', latencyMs, tracks.b);
  a.peer = b;
  b.peer = a;
  return { clock, a, b };
}

/** True when both ends are stable and each has the other's present description. */
export function agreed(a: LinkEnd, b: LinkEnd): boolean {
  return (
    a.pc.signalingState === 'stable' &&
    b.pc.signalingState === 'stable' &&
    a.pc.remoteDescription?.sdp === b.pc.localDescription?.sdp &&
    b.pc.remoteDescription?.sdp === a.pc.localDescription?.sdp
  );
}

/** Two ends whose media flows. */
export async function connected(latencyMs = 10, looksAnew = true) {
  const pair = linkPair(latencyMs, {}, false, looksAnew);
  pair.a.link.start(false);
  pair.b.link.start(true);
  await pair.clock.advance(100);
  pair.a.pc.ice('connected');
  pair.b.pc.ice('connected');
  await pair.clock.advance(0);
  return pair;
}
