import type { CaptureDevices, Environment, KeyValueStore, PageEvents } from '../call/environment';
import { FakePeerConnection, fakeTrack } from './fakePeerConnection';
import { FakeServer } from './fakeServer';
import { VirtualClock } from './virtualClock';

export class FakeStream {
  #tracks: MediaStreamTrack[];

  constructor(tracks: readonly MediaStreamTrack[]) {
    this.#tracks = [...tracks];
  }

  getTracks = (): MediaStreamTrack[] => [...this.#tracks];
  getAudioTracks = (): MediaStreamTrack[] => this.#tracks.filter(({ kind }) => kind === 'audio');
  getVideoTracks = (): MediaStreamTrack[] => this.#tracks.filter(({ kind }) => kind === 'video');
  addTrack = (track: MediaStreamTrack): void => void this.#tracks.push(track);
  removeTrack = (track: MediaStreamTrack): void => {
    this.#tracks = this.#tracks.filter((other) => other !== track);
  };
}

export const fakeStream = (tracks: readonly MediaStreamTrack[]): MediaStream => new FakeStream(tracks) as unknown as MediaStream;

export function memoryStore(content: Map<string, string> = new Map()): KeyValueStore {
  return {
    get: (key) => content.get(key) ?? null,
    set: (key, value) => void content.set(key, value),
    remove: (key) => void content.delete(key),
  };
}

/** `navigator.mediaDevices` that gives what a test says. */
export class FakeDevices {
  readonly requests: MediaStreamConstraints[] = [];
  readonly opened: MediaStreamTrack[] = [];
  list: Partial<MediaDeviceInfo>[] = [
    { kind: 'audioinput', deviceId: 'mic-1', label: 'Desk microphone' },
    { kind: 'videoinput', deviceId: 'cam-1', label: 'Built-in camera' },
    { kind: 'audiooutput', deviceId: 'out-1', label: 'Speakers' },
  ];
  /** Throws to refuse. */
  answer: (constraints: MediaStreamConstraints) => void | Promise<void> = () => undefined;
  screen: (() => void) | null = () => undefined;

  readonly devices = {
    getUserMedia: async (constraints: MediaStreamConstraints) => {
      this.requests.push(constraints);
      await this.answer(constraints);
      const tracks = (['audio', 'video'] as const).filter((kind) => constraints[kind]).map((kind) => fakeTrack(kind));
      this.opened.push(...tracks);
      return fakeStream(tracks);
    },
    getDisplayMedia: async () => {
      this.screen?.();
      const track = fakeTrack('video', 'screen');
      this.opened.push(track);
      return fakeStream([track]);
    },
    enumerateDevices: async () => this.list as MediaDeviceInfo[],
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  } as unknown as CaptureDevices;

  refuse(name: string, message = ''): void {
    this.answer = () => {
      throw Object.assign(new Error(message), { name });
    };
  }
}

export interface FakePage extends Environment {
  readonly clock: VirtualClock;
  readonly server: FakeServer;
  readonly capture: FakeDevices;
  readonly connections: FakePeerConnection[];
  /** Those of them that were to look for the network anew. */
  readonly anew: FakePeerConnection[];
  readonly kept: { readonly settings: Map<string, string>; readonly session: Map<string, string> };
  page: PageEvents;
  permissions: Partial<Record<'camera' | 'microphone', PermissionState>>;
  roomAnswer: unknown;
  amplitude: number;
}

/** A page in which nothing is real; `kept` of an earlier one makes it a reload. */
export function fakePage(kept = { settings: new Map<string, string>(), session: new Map<string, string>() }): FakePage {
  let names = 0;
  const connections: FakePeerConnection[] = [];
  const anew: FakePeerConnection[] = [];
  const server = new FakeServer();
  const capture = new FakeDevices();
  return {
    clock: new VirtualClock(),
    server,
    capture,
    connections,
    anew,
    kept,
    page: { networkChanged: () => undefined, pageVisible: () => undefined, pageHidden: () => undefined, pageRestored: () => undefined },
    permissions: {},
    roomAnswer: null,
    amplitude: 0,
    random: () => 0.5,
    randomName: () => `link${++names}`,
    openSocket: server.openSocket,
    fetchRoom(): Promise<unknown> {
      return Promise.resolve(this.roomAnswer);
    },
    createConnection(configuration) {
      const pc = new FakePeerConnection(configuration);
      connections.push(pc);
      return pc as unknown as RTCPeerConnection;
    },
    createConnectionAnew(configuration) {
      const pc = this.createConnection(configuration);
      anew.push(pc as unknown as FakePeerConnection);
      return pc;
    },
    prepareConnection: () => undefined,
    dropPrepared: () => undefined,
    createGroup: () => null,
    createStream: fakeStream,
    devices: capture.devices,
    secureContext: true,
    sha256: async (data) => new Uint8Array(await crypto.subtle.digest('SHA-256', data)),
    savesToDisk: false,
    queryPermission(name) {
      return Promise.resolve(this.permissions[name] ?? null);
    },
    createLevelMeter() {
      return { read: () => this.amplitude, close: () => undefined };
    },
    settings: memoryStore(kept.settings),
    session: memoryStore(kept.session),
    listen(events) {
      this.page = events;
      return () => undefined;
    },
  };
}
