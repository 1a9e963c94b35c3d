import type { SessionEvents } from '../signaling/signalingSession';
import type { OpenSocket, SocketEvents } from '../signaling/socket';

export type Frame = Readonly<Record<string, unknown>> & { readonly type: string };

/** The server's end of one scripted connection. */
export class FakeConnection {
  readonly received: Frame[] = [];
  closedByClient: number | null = null;
  readonly #events: SocketEvents;

  constructor(events: SocketEvents) {
    this.#events = events;
  }

  open(): void {
    this.#events.opened();
  }

  say(...messages: readonly object[]): void {
    for (const message of messages) this.#events.received(JSON.stringify(message));
  }

  close(code: number): void {
    this.#events.closed(code, '');
  }

  take(frame: string): void {
    this.received.push(JSON.parse(frame) as Frame);
  }

  of(type: string): Frame[] {
    return this.received.filter((frame) => frame.type === type);
  }

  get types(): string[] {
    return this.received.map((frame) => frame.type);
  }

  /** Opens and greets with `welcome`. */
  welcome(session = 's1', peer?: string): void {
    this.open();
    this.say(welcome(session, peer));
  }
}

export function welcome(session = 's1', peer?: string): object {
  return {
    type: 'welcome',
    session,
    heartbeat: { intervalMs: 25_000, timeoutMs: 5_000 },
    resumeWindowMs: 60_000,
    maxMessageBytes: 65_536,
    ...(peer === undefined ? {} : { peer }),
  };
}

export function joined(more: object = {}): object {
  return {
    type: 'joined',
    seq: 1,
    peer: 'me000000',
    role: 'participant',
    room: 'quiet-harbour-4821',
    peers: [],
    iceServers: [],
    token: 't1',
    ...more,
  };
}

/** Every connection that the client has opened, oldest first. */
export class FakeServer {
  readonly connections: FakeConnection[] = [];

  readonly openSocket: OpenSocket = (events) => {
    const connection = new FakeConnection(events);
    this.connections.push(connection);
    return {
      send: (frame) => connection.take(frame),
      close: (code) => {
        connection.closedByClient = code;
      },
    };
  };

  get last(): FakeConnection {
    const last = this.connections.at(-1);
    if (last === undefined) throw new Error('nobody has connected');
    return last;
  }
}

/** Events that only record. */
export function recordingEvents(): SessionEvents & {
  readonly log: unknown[][];
  wanted: boolean;
  keeps: (intent: { type: string }) => boolean;
} {
  const log: unknown[][] = [];
  return {
    log,
    wanted: false,
    keeps: () => true,
    stateChanged: (state) => log.push(['state', state]),
    received: (message) => log.push(['received', message]),
    settled: (ticket, error) => log.push(['settled', ticket, error?.code ?? null]),
    joinRequest() {
      return this.wanted ? { room: 'quiet-harbour-4821', name: 'Ada' } : null;
    },
    joinRefused: (error) => log.push(['refused', error.code]),
    keep(intent) {
      return this.keeps(intent);
    },
    attemptFailed: () => undefined,
    ended: (code) => log.push(['ended', code]),
  };
}
