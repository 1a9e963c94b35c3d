/** Snapshots for component tests and the preview page: a whole call to begin with, of which each changes its part. */
import type {
  CallSnapshot,
  FileEntry,
  FileShare,
  LinkPath,
  LinkSnapshot,
  LinkStats,
  MediaFlow,
  PathKind,
  PeerSnapshot,
  Relay,
  RelayTransport,
} from '../../call/snapshot';

/** A fixed moment: 2026-05-04 10:00 UTC. */
export const NOW = Date.UTC(2026, 4, 4, 10, 0, 0);

export const flow: MediaFlow = {
  bitrate: 1_240_000,
  lossPercent: 0.2,
  jitterMs: 4,
  codec: 'VP9',
  width: 1280,
  height: 720,
  framesPerSecond: 30,
};

const audioFlow: MediaFlow = { ...flow, bitrate: 34_000, codec: 'Opus', width: null, height: null, framesPerSecond: null };

export function relay(part: Partial<Relay> = {}): Relay {
  return { server: 'turn.example.org:3478', transport: 'udp', chosen: false, ...part };
}

function transportOf(kind: PathKind): RelayTransport | null {
  return kind === 'relay-udp' ? 'udp' : kind === 'relay-tcp' ? 'tcp' : kind === 'relay-tls' ? 'tls' : null;
}

export function path(kind: PathKind, part: Partial<LinkPath> = {}): LinkPath {
  const relayed = kind.startsWith('relay');
  return {
    kind,
    localType: kind === 'direct' ? 'host' : kind === 'nat' ? 'srflx' : 'relay',
    remoteType: kind === 'direct' ? 'host' : 'srflx',
    protocol: 'udp',
    ourRelay: relayed ? relay({ transport: transportOf(kind) }) : null,
    theirRelay: null,
    ...part,
  };
}

/** The reading of one second; `second` moves the numbers a little, the same way every time. */
export function stats(linkPath: LinkPath | null, second = 0): LinkStats {
  const wave = Math.sin(second / 4) + Math.sin(second / 1.7) / 2;
  return {
    at: NOW + second * 1_000,
    path: linkPath,
    roundTripMs: 24 + wave * 6,
    videoIn: { ...flow, bitrate: 1_240_000 + wave * 140_000, lossPercent: second % 17 === 0 ? 1.4 : 0.2, jitterMs: 4 + wave },
    videoOut: { ...flow, bitrate: 980_000 + wave * 90_000 },
    audioIn: audioFlow,
    audioOut: audioFlow,
    dataIn: null,
    dataOut: null,
    raw: {
      'transport.selectedCandidatePairId': 'CPq3x1',
      'candidate-pair.state': 'succeeded',
      'candidate-pair.currentRoundTripTime': '0.024',
      'candidate-pair.availableOutgoingBitrate': '2400000',
      'local-candidate.candidateType': linkPath?.localType ?? 'host',
      'local-candidate.address': '198.51.100.x',
      'remote-candidate.candidateType': linkPath?.remoteType ?? 'host',
      'remote-candidate.address': '203.0.113.x',
    },
  };
}

export function link(part: Partial<LinkSnapshot> = {}, kind: PathKind = 'nat'): LinkSnapshot {
  const linkPath = path(kind);
  const history = Array.from({ length: 60 }, (_, second) => stats(linkPath, second));
  return {
    state: 'connected',
    since: NOW,
    trouble: null,
    cause: null,
    farCause: null,
    paused: false,
    farPaused: false,
    stats: stats(linkPath, 60),
    history,
    connectMs: 412,
    restarts: 0,
    ...part,
  };
}

export function peer(id: string, name: string, part: Partial<PeerSnapshot> = {}): PeerSnapshot {
  return {
    id,
    name,
    kind: 'browser',
    role: 'participant',
    media: { mic: true, camera: true, screen: false, hand: false },
    connected: true,
    stream: null,
    screen: null,
    link: link(),
    typing: false,
    ...part,
  };
}

/** A share of a file, offered and not answered yet. */
export function share(peerId: string, name: string, part: Partial<FileShare> = {}): FileShare {
  return { peerId, name, state: 'offered', bytes: 0, bytesPerSecond: null, trouble: null, ...part };
}

/** A file of 12 MB of ours, unless `from` says whose. */
export function file(key: string, fileName: string, shares: readonly FileShare[], part: Partial<FileEntry> = {}): FileEntry {
  const own = part.from === undefined || part.from === null;
  return {
    key,
    from: null,
    name: own ? 'Mira' : (shares[0]?.name ?? ''),
    fileName,
    size: 12_000_000,
    at: NOW,
    after: null,
    shares,
    trouble: null,
    content: null,
    saved: false,
    ...part,
  };
}

export function snapshot(part: Partial<CallSnapshot> = {}): CallSnapshot {
  return {
    phase: 'in-call',
    room: { name: 'quiet-harbour-4821', count: 2, max: 8, names: ['Ines', 'Tomasz'], passwordRequired: false },
    self: {
      peerId: 'self0000',
      name: 'Mira',
      role: 'host',
      media: { mic: true, camera: true, screen: false, hand: false },
      camera: null,
      screen: null,
      speakingWhileMuted: false,
    },
    devices: {
      permission: 'granted',
      cameras: [
        { id: 'cam1', label: 'Built-in camera' },
        { id: 'cam2', label: 'Desk camera' },
      ],
      microphones: [{ id: 'mic1', label: 'Built-in microphone' }],
      speakers: [{ id: 'out1', label: 'Headphones' }],
      cameraId: 'cam1',
      microphoneId: 'mic1',
      speakerId: 'out1',
      cameraTrouble: null,
      microphoneTrouble: null,
      canShareScreen: true,
    },
    signaling: 'connected',
    signalingSince: NOW,
    peers: [],
    chat: [],
    files: [],
    notices: [],
    trouble: null,
    joinedAt: NOW,
    summary: null,
    ...part,
  };
}
