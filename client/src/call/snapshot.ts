/**
 * What the views see of a call: one immutable snapshot, and the intents they may raise.
 * A snapshot is replaced, never changed, and unchanged parts keep their identity, so a view may compare by reference.
 */
import type { Sink } from '../files/fileContent';
import type { CancelCode, DeclineCode } from '../files/fileMessages';
import type { MediaState, PeerKind, PeerRole } from '../protocol/messages';
import type { Cause } from '../rtc/cause';
import type { Trouble } from './trouble';

export type Phase =
  /** Choosing devices and a name; not in the room yet. */
  | 'lobby'
  /** The join was sent. */
  | 'joining'
  | 'in-call'
  /** Left by the person's own wish; `summary` is set. */
  | 'left'
  /** Ended by somebody or something else and not retried by itself; `trouble` says why. */
  | 'ended';

/** Where the signaling connection stands. Media goes on in all of them. */
export type SignalingState = 'connecting' | 'connected' | 'reconnecting' | 'closed';

export interface RoomInfo {
  readonly name: string;
  /** People inside, as far as known before joining; null until the server has answered. */
  readonly count: number | null;
  readonly max: number;
  readonly names: readonly string[];
  readonly passwordRequired: boolean;
}

export interface DeviceChoice {
  readonly id: string;
  readonly label: string;
}

export interface DevicesSnapshot {
  /** `prompt`: the browser will ask when `startPreview` runs. */
  readonly permission: 'prompt' | 'asking' | 'granted' | 'denied';
  readonly cameras: readonly DeviceChoice[];
  readonly microphones: readonly DeviceChoice[];
  /** Empty where the browser cannot choose (Firefox and Safari, at times). */
  readonly speakers: readonly DeviceChoice[];
  readonly cameraId: string | null;
  readonly microphoneId: string | null;
  readonly speakerId: string | null;
  /** Why there is no picture or no sound, each with its own way on; null when fine or switched off by wish. */
  readonly cameraTrouble: Trouble | null;
  readonly microphoneTrouble: Trouble | null;
  readonly canShareScreen: boolean;
  /** Why sharing did not begin, until it is tried again; absent or null when the person has only closed the chooser. */
  readonly screenTrouble?: Trouble | null;
}

export interface SelfSnapshot {
  readonly peerId: string | null;
  readonly name: string;
  readonly role: PeerRole;
  readonly media: MediaState;
  /** Camera picture (no sound), null when off. The same object while the same track runs. */
  readonly camera: MediaStream | null;
  readonly screen: MediaStream | null;
  /** True while one speaks although muted (for the hint). */
  readonly speakingWhileMuted: boolean;
}

/** How a link runs, from the candidate types of both ends. */
export type PathKind =
  | 'direct'
  | 'nat'
  /** Over a TURN server, and nobody has said how that one is reached. */
  | 'relay'
  | `relay-${RelayTransport}`;

/** How an end reaches its TURN server. */
export type RelayTransport = 'udp' | 'tcp' | 'tls';

/** A TURN server in a path. */
export interface Relay {
  /** `host:port` as configured, else only the address that it relays from; null where not even that is known. */
  readonly server: string | null;
  /** Null where it is not known. */
  readonly transport: RelayTransport | null;
  /** The end that holds it has chosen to be relayed (`iceTransportPolicy: relay`); no direct way was tried. */
  readonly chosen: boolean;
}

export interface LinkPath {
  readonly kind: PathKind;
  /** W3C candidate types as this end and the far end see their own side; `remoteType` prefers the far end's own report. */
  readonly localType: string;
  readonly remoteType: string;
  /** `udp` or `tcp`. */
  readonly protocol: string;
  /** The relay that this end holds, and the one that the far end holds: none, either or both. */
  readonly ourRelay: Relay | null;
  readonly theirRelay: Relay | null;
}

export interface MediaFlow {
  /** bit/s */
  readonly bitrate: number;
  /** 0 to 100 */
  readonly lossPercent: number;
  readonly jitterMs: number | null;
  readonly codec: string | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly framesPerSecond: number | null;
}

/** One reading a second. */
export interface LinkStats {
  readonly at: number;
  readonly path: LinkPath | null;
  readonly roundTripMs: number | null;
  readonly videoIn: MediaFlow | null;
  readonly videoOut: MediaFlow | null;
  readonly audioIn: MediaFlow | null;
  readonly audioOut: MediaFlow | null;
  /** bit/s over all data channels; null where there is none. */
  readonly dataIn: number | null;
  readonly dataOut: number | null;
  /** W3C names and values of the selected pair and its candidates, for engineers. Addresses shortened. */
  readonly raw: Readonly<Record<string, string>>;
}

export type LinkState =
  | 'connecting'
  | 'connected'
  /** Nothing arrives for the moment; ICE is at work. `since` tells from when. */
  | 'interrupted'
  | 'failed';

export interface LinkSnapshot {
  readonly state: LinkState;
  /** When this state began (ms since 1970). */
  readonly since: number;
  readonly trouble: Trouble | null;
  /** Why it has failed, or why one that works runs as it does; null where there is nothing to tell. */
  readonly cause: Cause | null;
  /** What the far end takes for the cause; null where it says nothing. */
  readonly farCause: Cause | null;
  /** This end does not send its camera picture, because the network is too weak for it. */
  readonly paused: boolean;
  /** Nor does the far end send its own. */
  readonly farPaused: boolean;
  readonly stats: LinkStats | null;
  /** The last 60 readings, oldest first. */
  readonly history: readonly LinkStats[];
  readonly connectMs: number | null;
  readonly restarts: number;
}

export interface PeerSnapshot {
  readonly id: string;
  readonly name: string;
  readonly kind: PeerKind;
  readonly role: PeerRole;
  readonly media: MediaState;
  /** False while the far end's signaling is away. */
  readonly connected: boolean;
  /** Camera and microphone as received; one object for the life of the link. Null until a track came. */
  readonly stream: MediaStream | null;
  /** The shared screen; null unless `media.screen`. */
  readonly screen: MediaStream | null;
  readonly link: LinkSnapshot;
  readonly typing: boolean;
}

export interface ChatEntry {
  readonly key: string;
  /** Null: ourselves. */
  readonly from: string | null;
  readonly name: string;
  readonly text: string;
  readonly at: number;
  /** `sent`: the server has it for everybody. `failed`: `retryChat(key)` tries again. */
  readonly delivery: 'sending' | 'sent' | 'failed' | 'received';
}

/** Where a file stands between this end and one other. */
export type FileState =
  /** Somebody has to say yes: the far end to ours, or we to theirs. */
  | 'offered'
  | 'running'
  /** The link has gone; it goes on by itself when there is one again. */
  | 'interrupted'
  /** There, whole and right. */
  | 'done'
  /** Over; `trouble` says why. */
  | 'failed';

/** Why a file did not come through. Those of the protocol come from either end. */
export type FileTrouble =
  | DeclineCode
  | CancelCode
  /** Given up by ourselves. */
  | 'given-up'
  | 'peer-left'
  /** The link was lost and nothing more came. */
  | 'lost'
  /** Hashes can be made only on a secure address (W3C WebCrypto §3). */
  | 'insecure-context'
  /** Nobody was there to send it to. */
  | 'nobody';

/** The part of one other in a file. */
export interface FileShare {
  readonly peerId: string;
  readonly name: string;
  readonly state: FileState;
  /** That the receiver has for good. */
  readonly bytes: number;
  /** Over the last seconds; null unless it runs. */
  readonly bytesPerSecond: number | null;
  readonly trouble: FileTrouble | null;
}

/** A file in the conversation: ours to everybody who was there, or somebody's to us. */
export interface FileEntry {
  readonly key: string;
  /** Null: ourselves. */
  readonly from: string | null;
  /** Whose it is, as a name. */
  readonly name: string;
  /** Of somebody else: what is left of it after `safeFileName`. */
  readonly fileName: string;
  /** Bytes. */
  readonly size: number;
  readonly at: number;
  /** The chat entry that it stands behind; null at the beginning. */
  readonly after: string | null;
  /** One for everybody whom it was offered to; of a file for us exactly one. Empty when it was not offered at all: `trouble` says why. */
  readonly shares: readonly FileShare[];
  readonly trouble: FileTrouble | null;
  /** The whole file, received and verified; null before, and where it was written to disk. */
  readonly content: Blob | null;
  /** It was written to where the person chose. */
  readonly saved: boolean;
}

/** Said aloud (aria-live) and shown shortly. */
export interface Notice {
  readonly key: number;
  readonly kind:
    | 'peer-joined'
    | 'peer-left'
    | 'peer-lost'
    | 'peer-muted'
    | 'peer-unmuted'
    | 'peer-sharing'
    /** The own picture is not sent any more, for want of bandwidth. */
    | 'picture-paused'
    | 'reconnecting'
    | 'reconnected'
    | 'hand-raised'
    | 'screen-ended'
    | 'device-lost'
    | 'chat'
    | 'file-offered'
    | 'file-received'
    | 'file-sent'
    | 'file-failed'
    | 'host';
  readonly name: string;
  /** What was said, or the file's name. */
  readonly text?: string;
}

export interface CallSummary {
  readonly durationMs: number;
  /** The most people at one time, ourselves included. */
  readonly people: number;
  /** Each far end and how it was connected. */
  readonly links: readonly { readonly name: string; readonly path: LinkPath | null }[];
}

export interface CallSnapshot {
  readonly phase: Phase;
  readonly room: RoomInfo;
  readonly self: SelfSnapshot;
  readonly devices: DevicesSnapshot;
  readonly signaling: SignalingState;
  /** When the signaling state began. */
  readonly signalingSince: number;
  readonly peers: readonly PeerSnapshot[];
  readonly chat: readonly ChatEntry[];
  /** In the order in which they were offered. */
  readonly files: readonly FileEntry[];
  /** Newest last, the last 20. */
  readonly notices: readonly Notice[];
  /** Stands in the way of joining or staying: room full, password, server gone, … Null when all is well. */
  readonly trouble: Trouble | null;
  readonly joinedAt: number | null;
  readonly summary: CallSummary | null;
}

/** A server added by the person, or given by this PeerCall. */
export interface IceServerChoice {
  readonly url: string;
  readonly username?: string;
  readonly credential?: string;
  readonly enabled: boolean;
}

export interface ConnectionSettings {
  /** Use what the server hands out (default true). */
  readonly useServerIce: boolean;
  readonly ownServers: readonly IceServerChoice[];
  /** `iceTransportPolicy: relay`. */
  readonly relayOnly: boolean;
  /** Small picture, few frames. */
  readonly lowData: boolean;
}

/** Everything a view may ask for. None of these throws; what goes wrong shows as a `Trouble` in the snapshot. */
export interface CallIntents {
  /** Asks for camera and microphone (the browser may prompt) and lists the devices. */
  startPreview(): Promise<void>;
  setName(name: string): void;
  chooseCamera(id: string): Promise<void>;
  chooseMicrophone(id: string): Promise<void>;
  chooseSpeaker(id: string): void;
  setMicrophone(on: boolean): Promise<void>;
  setCamera(on: boolean): Promise<void>;
  setScreen(on: boolean): Promise<void>;
  setHand(up: boolean): void;
  join(password?: string): Promise<void>;
  /** Back to the lobby after `ended` or `left`, for another try. */
  again(): void;
  leave(): Promise<void>;
  sendChat(text: string): void;
  retryChat(key: string): void;
  typing(active: boolean): void;
  /** Offers a file to everybody who is here now. */
  sendFile(file: File): void;
  /** Takes a file that was offered. `sink`: where it is written to; without one it is kept in the browser. */
  acceptFile(key: string, sink?: Sink): void;
  declineFile(key: string): void;
  /** Ends a file that is on its way, with everybody. */
  cancelFile(key: string): void;
  /** While the server is away: tries at once instead of when the next attempt is due; at most once a second. */
  reconnectNow(): void;
  removePeer(id: string): void;
  restartLink(peerId: string): void;
  setConnection(settings: ConnectionSettings): void;
  /** ICE servers that this PeerCall gave, credentials left out; empty before joining. */
  serverIce(): readonly string[];
}

/** 0 (silence) to 1; `'self'` or a peer id. Called about 15 times a second while anybody listens; not part of the snapshot. */
export type LevelListener = (level: number, speaking: boolean) => void;

export interface Call extends CallIntents {
  getSnapshot(): CallSnapshot;
  subscribe(listener: () => void): () => void;
  onLevel(who: 'self' | string, listener: LevelListener): () => void;
  /** Stops every track, closes every connection, forgets every listener. */
  dispose(): void;
}
