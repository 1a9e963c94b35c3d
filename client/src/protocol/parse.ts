import { finite, flag, list, type Members, object, oneOf, optional, Refused, text, whole } from './checks';
import type { IceCandidate, IceServer, MediaState, Peer, ReportedCandidate, ReportStats, ServerMessage, SignalBody } from './messages';

type ServerType = ServerMessage['type'];
type Parsers = { readonly [T in ServerType]: (members: Members) => Extract<ServerMessage, { type: T }> };

const seq = (members: Members): number => whole(members.seq, 1);

function media(value: unknown): MediaState {
  const members = object(value);
  const on = (key: keyof MediaState): boolean => (members[key] === undefined ? false : flag(members[key]));
  return { mic: on('mic'), camera: on('camera'), screen: on('screen'), hand: on('hand') };
}

function peer(value: unknown): Peer {
  const members = object(value);
  return {
    id: text(members.id),
    name: text(members.name),
    kind: oneOf(members.kind, ['browser', 'headless', 'server']),
    role: oneOf(members.role, ['host', 'participant']),
    connected: flag(members.connected),
    media: media(members.media),
  };
}

function iceServer(value: unknown): IceServer {
  const members = object(value);
  return { urls: list(members.urls, text), ...optional(members, 'username', text), ...optional(members, 'credential', text) };
}

const textOrNull = (value: unknown): string | null => (value === null ? null : text(value));
const wholeOrNull = (value: unknown): number | null => (value === null ? null : whole(value));

function candidate(value: unknown): IceCandidate | null {
  if (value === null) return null;
  const members = object(value);
  return {
    ...optional(members, 'candidate', text),
    ...optional(members, 'sdpMid', textOrNull),
    ...optional(members, 'sdpMLineIndex', wholeOrNull),
    ...optional(members, 'usernameFragment', textOrNull),
  };
}

function signalBody(members: Members): SignalBody {
  const ends = { link: text(members.link), ...optional(members, 'remoteLink', text) };
  const hasDescription = members.description !== undefined;
  if (hasDescription === (members.candidate !== undefined)) throw new Refused('exactly one of description and candidate expected');
  if (!hasDescription) return { ...ends, candidate: candidate(members.candidate) };
  const description = object(members.description);
  const type = oneOf(description.type, ['offer', 'answer', 'pranswer', 'rollback']);
  return { ...ends, description: { type, sdp: description.sdp === undefined ? '' : text(description.sdp) } };
}

function reportedCandidate(value: unknown): ReportedCandidate {
  const members = object(value);
  return {
    type: text(members.type),
    protocol: text(members.protocol),
    ...optional(members, 'relayProtocol', text),
    ...optional(members, 'relayServer', text),
    ...optional(members, 'address', text),
  };
}

function reportStats(value: unknown): ReportStats {
  const members = object(value);
  if ((members.local === undefined) !== (members.remote === undefined)) throw new Refused('local and remote expected, or neither');
  return {
    state: text(members.state),
    ...optional(members, 'cause', text),
    ...optional(members, 'local', reportedCandidate),
    ...optional(members, 'remote', reportedCandidate),
    ...optional(members, 'relayOnly', flag),
    ...optional(members, 'paused', flag),
    ...optional(members, 'roundTripMs', finite),
    ...optional(members, 'jitterMs', finite),
    ...optional(members, 'lossPercent', finite),
    ...optional(members, 'connectMs', finite),
    ...optional(members, 'restarts', whole),
    ...optional(members, 'sendKbps', finite),
    ...optional(members, 'receiveKbps', finite),
    ...optional(members, 'bytesSent', whole),
    ...optional(members, 'bytesReceived', whole),
  };
}

const parsers: Parsers = {
  welcome(m) {
    const heartbeat = object(m.heartbeat);
    return {
      type: 'welcome',
      session: text(m.session),
      heartbeat: { intervalMs: whole(heartbeat.intervalMs, 1), timeoutMs: whole(heartbeat.timeoutMs, 1) },
      resumeWindowMs: whole(m.resumeWindowMs),
      maxMessageBytes: whole(m.maxMessageBytes, 1),
      ...optional(m, 'peer', text),
    };
  },
  resumed: (m) => ({ type: 'resumed', lastId: whole(m.lastId), seq: whole(m.seq), ...optional(m, 'token', text) }),
  'resume-failed': (m) => ({ type: 'resume-failed', reason: text(m.reason) }),
  joined: (m) => ({
    type: 'joined',
    seq: seq(m),
    peer: text(m.peer),
    role: oneOf(m.role, ['host', 'participant']),
    room: text(m.room),
    peers: list(m.peers, peer),
    iceServers: list(m.iceServers, iceServer),
    ...optional(m, 'iceExpiresAt', whole),
    token: text(m.token),
    ...optional(m, 'settleMs', whole),
  }),
  'peer-joined': (m) => ({ type: 'peer-joined', seq: seq(m), peer: peer(m.peer) }),
  'peer-updated': (m) => ({ type: 'peer-updated', seq: seq(m), peer: peer(m.peer) }),
  'peer-left': (m) => ({
    type: 'peer-left',
    seq: seq(m),
    peer: text(m.peer),
    reason: oneOf(m.reason, ['left', 'timed-out', 'replaced', 'removed']),
  }),
  signal: (m) => ({ type: 'signal', seq: seq(m), from: text(m.from), ...signalBody(m) }),
  chat: (m) => ({ type: 'chat', seq: seq(m), from: text(m.from), text: text(m.text), at: whole(m.at) }),
  typing: (m) => ({ type: 'typing', from: text(m.from), active: flag(m.active) }),
  report: (m) => ({ type: 'report', from: text(m.from), stats: reportStats(m.stats) }),
  'relay-refused': (m) => ({
    type: 'relay-refused',
    cause: text(m.cause),
    code: whole(m.code),
    ...optional(m, 'peers', (value) => list(value, text)),
  }),
  'ice-servers': (m) => ({
    type: 'ice-servers',
    seq: seq(m),
    iceServers: list(m.iceServers, iceServer),
    ...optional(m, 'iceExpiresAt', whole),
    token: text(m.token),
  }),
  ack: (m) => ({ type: 'ack', id: whole(m.id, 1) }),
  pong: () => ({ type: 'pong' }),
  error: (m) => ({
    type: 'error',
    ...optional(m, 'seq', (value) => whole(value, 1)),
    code: text(m.code),
    text: text(m.text),
    retryable: flag(m.retryable),
    ...optional(m, 'inReplyTo', (value) => whole(value, 1)),
  }),
  draining: (m) => ({ type: 'draining', reconnectInMs: whole(m.reconnectInMs) }),
};

/** Every message type that a server may send. */
export const SERVER_TYPES = Object.keys(parsers) as readonly ServerType[];

/** The `seq` of a message that cannot be understood, so that it can still be confirmed; null where there is none. */
export function sequenceOf(frame: string): number | null {
  try {
    const value = object(JSON.parse(frame)).seq;
    return value === undefined ? null : whole(value, 1);
  } catch {
    return null;
  }
}

/** One text frame from the server; null when it is of an unknown type or not as protocol 1 says: a client ignores such a message. */
export function parseServerMessage(frame: string): ServerMessage | null {
  try {
    const members = object(JSON.parse(frame));
    const type = members.type;
    if (typeof type !== 'string' || !Object.hasOwn(parsers, type)) return null;
    return parsers[type as ServerType](members);
  } catch (error) {
    if (error instanceof Refused || error instanceof SyntaxError) return null;
    throw error;
  }
}
