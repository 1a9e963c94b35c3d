type Kind = 'audio' | 'video';
interface Section {
  readonly mid: string;
  readonly kind: Kind | 'application';
  readonly rejected?: boolean;
}
interface Sdp {
  readonly sections: readonly Section[];
  readonly ice: string;
}

let numbers = 0;

/** A track that goes nowhere. */
export function fakeTrack(kind: Kind, label = kind as string): MediaStreamTrack {
  const target = new EventTarget();
  return Object.assign(target, {
    kind,
    id: `${label}-${++numbers}`,
    label,
    enabled: true,
    muted: true,
    readyState: 'live',
    contentHint: '',
    stop() {
      this.readyState = 'ended';
    },
    getSettings: () => ({ deviceId: label }),
  }) as unknown as MediaStreamTrack;
}

class FakeTransceiver {
  mid: string | null = null;
  direction: RTCRtpTransceiverDirection;
  currentDirection: RTCRtpTransceiverDirection | null = null;
  readonly receiver: { readonly track: MediaStreamTrack; getSynchronizationSources(): object[] };
  readonly sender: {
    track: MediaStreamTrack | null;
    readonly transport: object | null;
    parameters: RTCRtpSendParameters;
    replaceTrack(track: MediaStreamTrack | null): Promise<void>;
    setStreams(): void;
    getParameters(): RTCRtpSendParameters;
    setParameters(parameters: RTCRtpSendParameters): Promise<void>;
  };
  readonly kind: Kind;
  readonly #need: () => void;

  constructor(kind: Kind, direction: RTCRtpTransceiverDirection, track: MediaStreamTrack | null, encoding: object, need: () => void) {
    this.kind = kind;
    this.direction = direction;
    this.#need = need;
    const owner = this;
    this.receiver = { track: fakeTrack(kind, `remote-${kind}`), getSynchronizationSources: () => [] };
    this.sender = {
      track,
      get transport() {
        return owner.mid === null ? null : {};
      },
      parameters: { encodings: [encoding] } as unknown as RTCRtpSendParameters,
      async replaceTrack(next) {
        this.track = next;
      },
      setStreams() {},
      getParameters() {
        return structuredClone(this.parameters);
      },
      async setParameters(parameters) {
        this.parameters = parameters;
      },
    };
  }

  stop(): void {
    this.direction = 'stopped';
    this.currentDirection = 'stopped';
    this.#need();
  }
}

/** A channel that goes nowhere: it notes what it is given. */
export class FakeDataChannel {
  readonly label: string;
  readonly protocol: string;
  readyState: RTCDataChannelState = 'connecting';
  binaryType = 'blob';
  bufferedAmount = 0;
  bufferedAmountLowThreshold = 0;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string | ArrayBuffer }) => void) | null = null;
  onbufferedamountlow: (() => void) | null = null;
  onclose: (() => void) | null = null;
  readonly sent: (string | Uint8Array)[] = [];

  constructor(label: string, protocol = '') {
    this.label = label;
    this.protocol = protocol;
  }

  send(data: string | Uint8Array): void {
    if (this.readyState !== 'open') throw new Error('InvalidStateError');
    this.sent.push(data);
  }

  /** What was sent as text, read. */
  get texts(): unknown[] {
    return this.sent.flatMap((data) => (typeof data === 'string' ? [JSON.parse(data)] : []));
  }

  open(): void {
    this.readyState = 'open';
    this.onopen?.();
  }

  say(message: object): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }

  close(): void {
    this.readyState = 'closed';
  }

  /** The far end closes it. */
  closeByPeer(): void {
    this.readyState = 'closed';
    this.onclose?.();
  }
}

/** As much of an RTCPeerConnection as negotiation sees: signaling states, rollback, sections, the negotiation-needed event. Nothing flows. */
export class FakePeerConnection {
  signalingState: RTCSignalingState = 'stable';
  connectionState: RTCPeerConnectionState = 'new';
  iceConnectionState: RTCIceConnectionState = 'new';
  localDescription: RTCSessionDescription | null = null;
  remoteDescription: RTCSessionDescription | null = null;
  configuration: RTCConfiguration;
  onnegotiationneeded: (() => void) | null = null;
  onicecandidate: ((event: { candidate: RTCIceCandidate | null }) => void) | null = null;
  onicecandidateerror: ((event: { url: string; errorCode: number; errorText: string }) => void) | null = null;
  onconnectionstatechange: (() => void) | null = null;
  oniceconnectionstatechange: (() => void) | null = null;
  ondatachannel: ((event: { channel: RTCDataChannel }) => void) | null = null;
  sctp: { readonly maxMessageSize: number } | null = null;
  readonly channels: FakeDataChannel[] = [];
  stats: Map<string, object> = new Map();
  readonly candidates: (RTCIceCandidateInit | null)[] = [];
  /** Section kinds that this end answers with a rejection. */
  rejects: readonly number[] = [];
  failNextRemote = false;
  offers = 0;
  restarts = 0;
  closed = false;
  #ice = `ice${++numbers}`;
  #restartWanted = false;
  /** The section for data: its mid once it is in a description. */
  #data: string | null = null;
  #dataWanted = false;
  #dataOffered = false;
  #transceivers: FakeTransceiver[] = [];
  #needQueued = false;
  #chain: Promise<unknown> = Promise.resolve();
  #stable: { local: RTCSessionDescription | null; remote: RTCSessionDescription | null } = { local: null, remote: null };
  #associated: FakeTransceiver[] = [];

  constructor(configuration: RTCConfiguration = {}) {
    this.configuration = configuration;
  }

  get iceGeneration(): string {
    return this.#ice;
  }

  getTransceivers(): RTCRtpTransceiver[] {
    return this.#transceivers as unknown as RTCRtpTransceiver[];
  }

  addTransceiver(trackOrKind: MediaStreamTrack | Kind, init: RTCRtpTransceiverInit = {}): RTCRtpTransceiver {
    const track = typeof trackOrKind === 'string' ? null : trackOrKind;
    const kind = (typeof trackOrKind === 'string' ? trackOrKind : trackOrKind.kind) as Kind;
    const transceiver = new FakeTransceiver(kind, init.direction ?? 'sendrecv', track, init.sendEncodings?.[0] ?? {}, () => this.#need());
    this.#transceivers.push(transceiver);
    this.#need();
    return transceiver as unknown as RTCRtpTransceiver;
  }

  createDataChannel(label: string, { protocol }: RTCDataChannelInit = {}): FakeDataChannel {
    if (this.closed) throw new Error('InvalidStateError');
    const channel = new FakeDataChannel(label, protocol);
    this.channels.push(channel);
    this.#dataWanted = true;
    this.#need();
    return channel;
  }

  /** The far end opens a channel. */
  peerOpens(label: string, protocol = ''): FakeDataChannel {
    const channel = new FakeDataChannel(label, protocol);
    channel.readyState = 'open';
    this.ondatachannel?.({ channel: channel as unknown as RTCDataChannel });
    return channel;
  }

  setConfiguration(configuration: RTCConfiguration): void {
    this.configuration = configuration;
    // As Chromium does, even where nothing can be offered.
    this.#need();
  }

  restartIce(): void {
    this.restarts++;
    this.#restartWanted = true;
    this.#need();
  }

  setLocalDescription(): Promise<void> {
    return this.#queue(() => {
      if (this.signalingState === 'have-remote-offer') {
        const offered = JSON.parse(this.remoteDescription?.sdp ?? '{}') as Sdp;
        const sections = offered.sections.map((section, index) => ({ ...section, rejected: this.rejects.includes(index) }));
        this.localDescription = this.#describe('answer', { sections, ice: this.#ice });
        this.#becomeStable(sections);
        return;
      }
      if (this.#restartWanted) this.#ice = `ice${++numbers}`;
      this.#restartWanted = false;
      this.#associated = this.#transceivers.filter((transceiver) => transceiver.mid === null && transceiver.direction !== 'stopped');
      let next = this.#transceivers.filter(({ mid }) => mid !== null).length + (this.#data === null ? 0 : 1);
      for (const transceiver of this.#associated) transceiver.mid = String(next++);
      this.#dataOffered = this.#data === null && this.#dataWanted;
      if (this.#dataOffered) this.#data = String(next++);
      const sections: Section[] = this.#transceivers.flatMap(({ mid, kind }) => (mid === null ? [] : [{ mid, kind }]));
      if (this.#data !== null) sections.push({ mid: this.#data, kind: 'application' });
      sections.sort((one, other) => Number(one.mid) - Number(other.mid));
      this.localDescription = this.#describe('offer', { sections, ice: this.#ice });
      this.signalingState = 'have-local-offer';
      this.offers++;
    });
  }

  setRemoteDescription(description: { type: string; sdp: string }): Promise<void> {
    return this.#queue(() => {
      if (this.failNextRemote) {
        this.failNextRemote = false;
        throw new Error('the description does not fit');
      }
      const sdp = JSON.parse(description.sdp) as Sdp;
      if (description.type === 'offer') {
        if (this.signalingState === 'have-local-offer') this.#rollBack();
        for (const { mid, kind } of sdp.sections) {
          if (kind === 'application') {
            this.#data = mid;
            continue;
          }
          if (this.#transceivers.some((transceiver) => transceiver.mid === mid)) continue;
          const transceiver = new FakeTransceiver(kind, 'recvonly', null, {}, () => this.#need());
          transceiver.mid = mid;
          this.#transceivers.push(transceiver);
        }
        this.remoteDescription = this.#describe('offer', sdp);
        this.signalingState = 'have-remote-offer';
        return;
      }
      if (this.signalingState !== 'have-local-offer') throw new Error('InvalidStateError');
      this.remoteDescription = this.#describe('answer', sdp);
      this.#becomeStable(sdp.sections);
    });
  }

  addIceCandidate(candidate: RTCIceCandidateInit | null): Promise<void> {
    if (this.remoteDescription === null) return Promise.reject(new Error('InvalidStateError'));
    this.candidates.push(candidate);
    return Promise.resolve();
  }

  getStats(): Promise<Map<string, object>> {
    return Promise.resolve(this.stats);
  }

  close(): void {
    this.closed = true;
    this.signalingState = 'closed';
    this.connectionState = 'closed';
  }

  /** Lets ICE (and with it the connection) stand as given. */
  ice(state: RTCIceConnectionState, connection?: RTCPeerConnectionState): void {
    this.iceConnectionState = state;
    this.connectionState = connection ?? (state === 'completed' || state === 'connected' ? 'connected' : (state as RTCPeerConnectionState));
    this.oniceconnectionstatechange?.();
    this.onconnectionstatechange?.();
  }

  gathered(candidate: Partial<RTCIceCandidate> | null): void {
    const full = candidate === null ? null : { sdpMid: '0', sdpMLineIndex: 0, usernameFragment: null, type: null, ...candidate };
    this.onicecandidate?.({ candidate: full as RTCIceCandidate | null });
  }

  #describe(type: 'offer' | 'answer', sdp: Sdp): RTCSessionDescription {
    return { type, sdp: JSON.stringify(sdp) } as unknown as RTCSessionDescription;
  }

  #becomeStable(sections: readonly Section[]): void {
    this.signalingState = 'stable';
    this.#associated = [];
    this.#dataOffered = false;
    const data = sections.find(({ kind }) => kind === 'application');
    if (data !== undefined && data.rejected !== true) this.sctp = { maxMessageSize: 262_144 };
    this.#stable = { local: this.localDescription, remote: this.remoteDescription };
    for (const transceiver of this.#transceivers) {
      const section = sections.find(({ mid }) => mid === transceiver.mid);
      if (section === undefined) continue;
      transceiver.currentDirection = section.rejected ? 'stopped' : transceiver.direction;
      if (section.rejected) transceiver.direction = 'stopped';
    }
    this.#need();
  }

  #rollBack(): void {
    for (const transceiver of this.#associated) transceiver.mid = null;
    this.#associated = [];
    if (this.#dataOffered) this.#data = null;
    this.#dataOffered = false;
    this.localDescription = this.#stable.local;
    this.remoteDescription = this.#stable.remote;
    this.signalingState = 'stable';
  }

  #queue(step: () => void): Promise<void> {
    const done = this.#chain.then(step);
    this.#chain = done.catch(() => undefined);
    return done;
  }

  #need(): void {
    if (this.#needQueued) return;
    this.#needQueued = true;
    queueMicrotask(() => {
      this.#needQueued = false;
      const dataNeeded = this.#dataWanted && this.#data === null;
      const needed =
        this.#restartWanted || dataNeeded || this.#transceivers.some(({ mid, direction }) => mid === null && direction !== 'stopped');
      if (needed && this.signalingState === 'stable' && !this.closed) this.onnegotiationneeded?.();
    });
  }
}
