/** Protocol 1 (docs/protocol.md): every message, as it stands on the wire. */

export const PROTOCOL_VERSION = 1;
export const SUBPROTOCOL = 'peercall.v1';
export const MAX_MESSAGE_BYTES = 65_536;

/** `headless`: a program. `server`: one of the server's own. Neither has media (section 11). */
export type PeerKind = 'browser' | 'headless' | 'server';
export type PeerRole = 'host' | 'participant';

export interface MediaState {
  readonly mic: boolean;
  readonly camera: boolean;
  readonly screen: boolean;
  readonly hand: boolean;
}

export interface Peer {
  readonly id: string;
  readonly name: string;
  readonly kind: PeerKind;
  readonly role: PeerRole;
  readonly connected: boolean;
  readonly media: MediaState;
}

/** Description of section 5; the server passes it on unread. */
export interface SessionDescription {
  readonly type: 'offer' | 'answer' | 'pranswer' | 'rollback';
  readonly sdp: string;
}

/** `RTCIceCandidateInit` (W3C webrtc §4.8.1.1). */
export interface IceCandidate {
  readonly candidate?: string;
  readonly sdpMid?: string | null;
  readonly sdpMLineIndex?: number | null;
  readonly usernameFragment?: string | null;
}

/** One entry of `RTCConfiguration.iceServers`. */
export interface IceServer {
  readonly urls: readonly string[];
  readonly username?: string;
  readonly credential?: string;
}

/** What both `signal` messages carry: the sender's connection, the receiver's as far as known, and exactly one body. */
export type SignalBody = {
  readonly link: string;
  readonly remoteLink?: string;
} & ({ readonly description: SessionDescription } | { readonly candidate: IceCandidate | null });

export interface ReportedCandidate {
  readonly type: string;
  readonly protocol: string;
  /** Only of a relayed candidate: how this end reaches its TURN server. */
  readonly relayProtocol?: string;
  /** Only of a relayed candidate of the reporting end: its TURN server, `host:port`. */
  readonly relayServer?: string;
  /** Its network alone, `203.0.113.0/24` or `2001:db8:1::/48`. */
  readonly address?: string;
}

/** How one end sees its link (section 6). */
export interface ReportStats {
  readonly state: string;
  /** A cause code; left out while there is none, or where it is not known. */
  readonly cause?: string;
  /** Left out, as `remote`, while no pair was ever selected. */
  readonly local?: ReportedCandidate;
  readonly remote?: ReportedCandidate;
  /** The reporting end wants to be relayed, whatever other way there is. */
  readonly relayOnly?: boolean;
  /** The reporting end has stopped sending its picture on this link, because the network is too weak. */
  readonly paused?: boolean;
  readonly roundTripMs?: number;
  readonly jitterMs?: number;
  /** 0 to 100 */
  readonly lossPercent?: number;
  readonly connectMs?: number;
  readonly restarts?: number;
  /** Over the last reading. */
  readonly sendKbps?: number;
  readonly receiveKbps?: number;
  /** Over the selected pair's transport, in total. */
  readonly bytesSent?: number;
  readonly bytesReceived?: number;
}

export interface Hello {
  readonly type: 'hello';
  readonly version: number;
  readonly client?: string;
  readonly token?: string;
  readonly resume?: { readonly session: string; readonly lastSeq: number };
}
export interface Join {
  readonly type: 'join';
  readonly id: number;
  readonly room: string;
  readonly name: string;
  readonly password?: string;
  readonly kind?: PeerKind;
  readonly media?: Partial<MediaState>;
}
export interface Leave {
  readonly type: 'leave';
  readonly id: number;
}
export type SignalTo = { readonly type: 'signal'; readonly id: number; readonly to: string } & SignalBody;
export interface ChatTo {
  readonly type: 'chat';
  readonly id: number;
  readonly text: string;
}
export interface TypingTo {
  readonly type: 'typing';
  readonly active: boolean;
}
export interface Update {
  readonly type: 'update';
  readonly id: number;
  readonly media: MediaState;
}
export interface Remove {
  readonly type: 'remove';
  readonly id: number;
  readonly peer: string;
}
export interface ReportTo {
  readonly type: 'report';
  readonly to: string;
  readonly stats: ReportStats;
}
export interface Confirm {
  readonly type: 'ack';
  readonly seq: number;
}
export interface Ping {
  readonly type: 'ping';
  readonly seq?: number;
}

/** Every message from client to server (section 3). */
export type ClientMessage = Hello | Join | Leave | SignalTo | ChatTo | TypingTo | Update | Remove | ReportTo | Confirm | Ping;

export interface Welcome {
  readonly type: 'welcome';
  readonly session: string;
  readonly heartbeat: { readonly intervalMs: number; readonly timeoutMs: number };
  readonly resumeWindowMs: number;
  readonly maxMessageBytes: number;
  /** The id that a join of the token's room keeps. */
  readonly peer?: string;
}
export interface Resumed {
  readonly type: 'resumed';
  readonly lastId: number;
  readonly seq: number;
  readonly token?: string;
}
export interface ResumeFailed {
  readonly type: 'resume-failed';
  readonly reason: string;
}
export interface Joined {
  readonly type: 'joined';
  readonly seq: number;
  readonly peer: string;
  readonly role: PeerRole;
  readonly room: string;
  readonly peers: readonly Peer[];
  readonly iceServers: readonly IceServer[];
  readonly iceExpiresAt?: number;
  readonly token: string;
  /** So long after a server's restart a linked peer may be missing in `peers` and yet come back. */
  readonly settleMs?: number;
}
export interface PeerJoined {
  readonly type: 'peer-joined';
  readonly seq: number;
  readonly peer: Peer;
}
export interface PeerUpdated {
  readonly type: 'peer-updated';
  readonly seq: number;
  readonly peer: Peer;
}
export type LeaveReason = 'left' | 'timed-out' | 'replaced' | 'removed';
export interface PeerLeft {
  readonly type: 'peer-left';
  readonly seq: number;
  readonly peer: string;
  readonly reason: LeaveReason;
}
export type SignalFrom = { readonly type: 'signal'; readonly seq: number; readonly from: string } & SignalBody;
export interface ChatFrom {
  readonly type: 'chat';
  readonly seq: number;
  readonly from: string;
  readonly text: string;
  readonly at: number;
}
export interface TypingFrom {
  readonly type: 'typing';
  readonly from: string;
  readonly active: boolean;
}
export interface ReportFrom {
  readonly type: 'report';
  readonly from: string;
  readonly stats: ReportStats;
}
/** The server's own TURN server has refused this client something, which a browser does not tell its page. */
export interface RelayRefused {
  readonly type: 'relay-refused';
  /** `turn-forbidden-peer`, `turn-expired`, `turn-quota` or `turn-unauthorized`. */
  readonly cause: string;
  /** The STUN error code. */
  readonly code: number;
  /** With `turn-forbidden-peer`: the addresses, without port, that it does not relay to. */
  readonly peers?: readonly string[];
}
export interface IceServers {
  readonly type: 'ice-servers';
  readonly seq: number;
  readonly iceServers: readonly IceServer[];
  readonly iceExpiresAt?: number;
  readonly token: string;
}
export interface Ack {
  readonly type: 'ack';
  readonly id: number;
}
export interface Pong {
  readonly type: 'pong';
}
export interface ErrorMessage {
  readonly type: 'error';
  readonly code: string;
  readonly text: string;
  readonly retryable: boolean;
  readonly seq?: number;
  readonly inReplyTo?: number;
}
export interface Draining {
  readonly type: 'draining';
  readonly reconnectInMs: number;
}

/** Every message from server to client (section 4). */
export type ServerMessage =
  | Welcome
  | Resumed
  | ResumeFailed
  | Joined
  | PeerJoined
  | PeerUpdated
  | PeerLeft
  | SignalFrom
  | ChatFrom
  | TypingFrom
  | ReportFrom
  | RelayRefused
  | IceServers
  | Ack
  | Pong
  | ErrorMessage
  | Draining;
