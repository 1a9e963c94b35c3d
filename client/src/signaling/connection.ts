import type { Clock, Timer } from '../clock';
import { CLOSE_SLOW_OPENING } from '../protocol/codes';
import type { OpenSocket, SignalingSocket } from './socket';

/** So long the TCP and TLS connection and the upgrade may take. */
const OPENING_MS = 10_000;

export interface ConnectionEvents {
  opened(): void;
  received(frame: string): void;
  /** Told once, whoever closed it, `abandon` excepted. */
  lost(code: number, reason: string): void;
}

/**
 * One WebSocket, from opening to its end. A socket that is given up is forgotten at once: its closing handshake may hang for minutes
 * on a dead network, and nothing it still says may reach the session.
 */
export class Connection {
  readonly #events: ConnectionEvents;
  readonly #opening: Timer;
  #socket: SignalingSocket | null;
  #open = false;

  constructor(openSocket: OpenSocket, clock: Clock, events: ConnectionEvents) {
    this.#events = events;
    this.#opening = clock.after(OPENING_MS, () => this.fail(CLOSE_SLOW_OPENING, 'the connection did not open in time'));
    let socket: SignalingSocket | null = null;
    const current = (): boolean => this.#socket !== null && this.#socket === socket;
    socket = openSocket({
      opened: () => {
        if (!current()) return;
        this.#open = true;
        this.#opening.cancel();
        events.opened();
      },
      received: (frame) => {
        if (current()) events.received(frame);
      },
      closed: (code, reason) => {
        if (!current()) return;
        this.#forget();
        events.lost(code, reason);
      },
    });
    this.#socket = socket;
  }

  get isOpen(): boolean {
    return this.#open && this.#socket !== null;
  }

  send(frame: string): void {
    if (this.isOpen) this.#socket?.send(frame);
  }

  /** Gives it up and tells so. */
  fail(code: number, reason: string): void {
    if (this.#socket === null) return;
    this.abandon(code);
    this.#events.lost(code, reason);
  }

  /** Closes it and tells nobody. */
  abandon(code: number): void {
    const socket = this.#socket;
    this.#forget();
    socket?.close(code);
  }

  #forget(): void {
    this.#socket = null;
    this.#open = false;
    this.#opening.cancel();
  }
}
