import type { VirtualClock } from './virtualClock';

/** What a STUN or TURN server does for whoever gathers against it. */
export interface FakeIceServer {
  /** Lines of candidates that it gives. */
  readonly gives?: readonly string[];
  readonly errorCode?: number;
  /** Neither answers nor lets gathering end. */
  readonly silent?: boolean;
  /** An address that the browser does not take. */
  readonly invalid?: boolean;
  /** A relay that passes things on. Default true. */
  readonly relays?: boolean;
}

export const relayed = (address = '198.51.100.7', port = 49_200): string =>
  `candidate:9 1 udp 41885439 ${address} ${port} typ relay raddr 0.0.0.0 rport 0`;
export const mapped = (port = 50_000, address = '203.0.113.7', related = '0.0.0.0 rport 0'): string =>
  `candidate:5 1 udp 1677729535 ${address} ${port} typ srflx raddr ${related}`;

const LATENCY_MS = 10;

/** A data channel of a fake connection: `bytesPerMs` leave it, and arrive `LATENCY_MS` later. */
class FakeLoopChannel {
  readyState: RTCDataChannelState = 'connecting';
  binaryType = 'arraybuffer';
  bufferedAmount = 0;
  bufferedAmountLowThreshold = 0;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onbufferedamountlow: (() => void) | null = null;
  peer: FakeLoopChannel | null = null;
  readonly #network: FakeIceNetwork;
  #freeAt = 0;

  constructor(network: FakeIceNetwork) {
    this.#network = network;
  }

  send(data: string | Uint8Array): void {
    if (this.readyState !== 'open') throw new Error('InvalidStateError');
    const { clock, bytesPerMs } = this.#network;
    const now = clock.now();
    this.bufferedAmount += data.length;
    // Text is short, and does not wait behind the rest (RFC 8260).
    const length = typeof data === 'string' ? 0 : data.length;
    if (length > 0) this.#freeAt = Math.max(now, this.#freeAt) + length / bytesPerMs;
    const left = length === 0 ? 0 : this.#freeAt - now;
    clock.after(left, () => {
      const before = this.bufferedAmount;
      this.bufferedAmount -= data.length;
      if (before > this.bufferedAmountLowThreshold && this.bufferedAmount <= this.bufferedAmountLowThreshold) this.onbufferedamountlow?.();
    });
    const copy = typeof data === 'string' ? data : data.slice().buffer;
    clock.after(left + LATENCY_MS, () => {
      if (this.peer?.readyState === 'open') this.peer.onmessage?.({ data: copy });
    });
  }
}

class FakeIceConnection {
  connectionState: RTCPeerConnectionState = 'new';
  iceConnectionState: RTCIceConnectionState = 'new';
  localDescription: { type: string; sdp: string } | null = null;
  onicecandidate: ((event: { candidate: object | null }) => void) | null = null;
  onicecandidateerror: ((event: { url: string; errorCode: number; errorText: string }) => void) | null = null;
  onconnectionstatechange: (() => void) | null = null;
  readonly channels = new Map<number, FakeLoopChannel>();
  closed = false;
  #remote: FakeIceConnection | null = null;
  readonly configuration: RTCConfiguration;
  readonly #network: FakeIceNetwork;

  constructor(network: FakeIceNetwork, configuration: RTCConfiguration) {
    this.#network = network;
    this.configuration = configuration;
  }

  get urls(): string[] {
    return (this.configuration.iceServers ?? []).flatMap(({ urls }) => urls);
  }

  createDataChannel(_: string, { id = 0 }: RTCDataChannelInit = {}): FakeLoopChannel {
    const channel = new FakeLoopChannel(this.#network);
    this.channels.set(id, channel);
    return channel;
  }

  async setLocalDescription(): Promise<void> {
    this.localDescription = { type: 'offer', sdp: String(this.#network.connections.indexOf(this)) };
    this.#network.clock.after(LATENCY_MS, () => this.#gather());
  }

  async setRemoteDescription({ sdp }: { sdp: string }): Promise<void> {
    this.#remote = this.#network.connections[Number(sdp)] ?? null;
  }

  async addIceCandidate(): Promise<void> {
    const far = this.#remote;
    const passes = this.urls.every((url) => this.#network.servers[url]?.relays !== false);
    if (far === null || far.#remote !== this || !passes || this.connectionState === 'connected') return;
    this.#network.clock.after(LATENCY_MS, () => {
      for (const [id, channel] of this.channels) {
        const other = far.channels.get(id);
        if (other === undefined) continue;
        channel.peer = other;
        other.peer = channel;
        channel.readyState = 'open';
        other.readyState = 'open';
      }
      this.#become('connected');
      far.#become('connected');
    });
  }

  async getStats(): Promise<Map<string, object>> {
    const url = this.urls[0] ?? '';
    const relayProtocol = url.startsWith('turns') ? 'tls' : url.includes('tcp') ? 'tcp' : 'udp';
    return new Map<string, object>([
      ['t', { id: 't', type: 'transport', selectedCandidatePairId: 'p' }],
      ['p', { id: 'p', type: 'candidate-pair', localCandidateId: 'l', remoteCandidateId: 'r', currentRoundTripTime: 0.02 }],
      ['l', { id: 'l', type: 'local-candidate', candidateType: 'relay', protocol: 'udp', relayProtocol, url }],
      ['r', { id: 'r', type: 'remote-candidate', candidateType: 'relay', protocol: 'udp' }],
    ]);
  }

  close(): void {
    this.closed = true;
    this.connectionState = 'closed';
    for (const channel of this.channels.values()) channel.readyState = 'closed';
  }

  #become(state: 'connected'): void {
    if (this.closed) return;
    this.iceConnectionState = state;
    this.connectionState = state;
    this.onconnectionstatechange?.();
  }

  #gather(): void {
    if (this.closed) return;
    let silent = false;
    for (const url of this.urls) {
      const server = this.#network.servers[url] ?? { silent: true };
      if (server.silent === true) silent = true;
      if (server.errorCode !== undefined) this.onicecandidateerror?.({ url, errorCode: server.errorCode, errorText: '' });
      for (const line of server.gives ?? []) {
        const type = / typ (\w+)/.exec(line)?.[1] ?? null;
        if (this.configuration.iceTransportPolicy !== 'relay' || type === 'relay')
          this.onicecandidate?.({ candidate: { candidate: line, type } });
      }
    }
    if (!silent) this.onicecandidate?.({ candidate: null });
  }
}

/** STUN and TURN servers, and connections of one page with itself through them, in virtual time. */
export class FakeIceNetwork {
  readonly connections: FakeIceConnection[] = [];
  servers: Readonly<Record<string, FakeIceServer>> = {};
  /** Of each channel, in each direction. */
  bytesPerMs = 1_000;

  constructor(readonly clock: VirtualClock) {}

  readonly createConnection = (configuration: RTCConfiguration): RTCPeerConnection => {
    const pc = new FakeIceConnection(this, configuration);
    if (pc.urls.some((url) => this.servers[url]?.invalid === true)) throw new SyntaxError('bad url');
    this.connections.push(pc);
    return pc as unknown as RTCPeerConnection;
  };
}
