import { DEFAULT_CONNECTION } from '../call/settings';
import type { ConnectionSettings } from '../call/snapshot';
import type { Answer, TestEnvironment } from '../connectionTest/testEnvironment';
import { type FakePage, fakePage } from './fakeEnvironment';
import { FakeIceNetwork, type FakeIceServer, mapped, relayed } from './fakeIceNetwork';
import type { FakeConnection } from './fakeServer';
import { settle, type VirtualClock } from './virtualClock';

export const STUN = 'stun:call.example.org:3478';
export const UDP = 'turn:call.example.org:3478?transport=udp';
export const TCP = 'turn:call.example.org:3478?transport=tcp';
export const TLS = 'turns:call.example.org:443?transport=tcp';

export const GIVEN = { iceServers: [{ urls: [STUN] }, { urls: [UDP, TCP, TLS], username: '1790003600:k3v9', credential: 'hush' }] };
export const ALL_WORK: Readonly<Record<string, FakeIceServer>> = {
  [STUN]: { gives: [mapped()] },
  [UDP]: { gives: [relayed()] },
  [TCP]: { gives: [relayed()] },
  [TLS]: { gives: [relayed()] },
};

export interface ConnectionTestPage {
  readonly page: FakePage;
  readonly network: FakeIceNetwork;
  readonly environment: TestEnvironment;
  /** What the server answers per path; what is left out does not answer. */
  answers: Readonly<Record<string, Answer>>;
}

/** A browser, a server and its relays, all of which work until a test says otherwise. */
export function connectionTestPage(more: Partial<TestEnvironment> = {}, connection: Partial<ConnectionSettings> = {}): ConnectionTestPage {
  const page = fakePage();
  const network = new FakeIceNetwork(page.clock);
  network.servers = ALL_WORK;
  const made: ConnectionTestPage = {
    page,
    network,
    answers: {
      '/api/ice-servers': { status: 200, body: GIVEN },
      '/api/info': { status: 200, body: { version: '1.2.3', turn: 'embedded', selfSigned: false } },
    },
    environment: {
      ...page,
      createConnection: network.createConnection,
      get: async (path) => made.answers[path] ?? null,
      hasWebRtc: true,
      tellsIceErrors: true,
      savesData: false,
      connection: { ...DEFAULT_CONNECTION, ...connection },
      devicesWanted: { cameraId: null, microphoneId: null },
      ...more,
    },
  };
  return made;
}

/** Plays the server's part of one session: `welcome`, then `pong`. */
export async function answerSession(connection: FakeConnection, clock: VirtualClock): Promise<void> {
  connection.welcome();
  await clock.advance(12);
  connection.say({ type: 'pong' });
  await settle();
}
