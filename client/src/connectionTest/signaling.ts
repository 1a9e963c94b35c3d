import type { IceServerChoice } from '../call/snapshot';
import type { TroubleCode } from '../call/trouble';
import { isFinalClose } from '../protocol/codes';
import { encodeClientMessage } from '../protocol/encode';
import { type ClientMessage, PROTOCOL_VERSION } from '../protocol/messages';
import { parseServerMessage } from '../protocol/parse';
import { parseIceServers } from './givenServers';
import type { TestEnvironment } from './testEnvironment';

export interface SignalingResult {
  /** Null: a session was opened, and a `ping` came back. */
  readonly code: TroubleCode | null;
  readonly roundTripMs: number | null;
  /** What the room gave; empty where none was joined. */
  readonly servers: readonly IceServerChoice[];
}

/** So long all of it may take, in ms. */
export const SIGNALING_LIMIT_MS = 10_000;

const CLOSE_NORMAL = 1000;
const CLOSE_UNSUPPORTED_VERSION = 4402;

/**
 * Opens a session of its own: WebSocket, `hello`, `ping`. With a `room` it also joins that, for its ICE servers, and leaves. Never rejects; `signal` ends it, then the
 * result means nothing.
 */
export function probeSignaling(environment: TestEnvironment, signal: AbortSignal, room: string | null = null): Promise<SignalingResult> {
  const { clock } = environment;
  return new Promise((resolve) => {
    let pinged = 0;
    let roundTripMs: number | null = null;
    let over = false;

    const finish = (code: TroubleCode | null, servers: readonly IceServerChoice[] = []): void => {
      if (over) return;
      over = true;
      timer.cancel();
      signal.removeEventListener('abort', stop);
      // Ends the session, and with it the stay in the room (protocol section 7).
      socket.close(CLOSE_NORMAL);
      resolve({ code, roundTripMs, servers });
    };
    const send = (message: ClientMessage): void => socket.send(encodeClientMessage(message));
    const stop = (): void => finish('signaling-lost');

    const received = (frame: string): void => {
      if (over) return;
      const message = parseServerMessage(frame);
      if (message === null) return;
      if (message.type === 'welcome') {
        pinged = clock.now();
        send({ type: 'ping' });
      } else if (message.type === 'pong') {
        roundTripMs = clock.now() - pinged;
        if (room === null) finish(null);
        else send({ type: 'join', id: 1, room, name: 'Connection test' });
      } else if (message.type === 'joined') finish(null, parseIceServers(message));
      else if (message.type === 'error') finish('signaling-refused');
      else if (message.type === 'draining') finish('signaling-lost');
    };

    const socket = environment.openSocket({
      opened: () => {
        if (!over) send({ type: 'hello', version: PROTOCOL_VERSION, client: 'connection test' });
      },
      received,
      closed: (code) => {
        if (code === CLOSE_UNSUPPORTED_VERSION) finish('unsupported-version');
        else finish(isFinalClose(code) ? 'signaling-refused' : 'signaling-lost');
      },
    });
    const timer = clock.after(SIGNALING_LIMIT_MS, stop);
    signal.addEventListener('abort', stop);
  });
}
