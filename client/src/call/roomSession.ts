import type { MediaState, ReportTo, TypingTo } from '../protocol/messages';
import type { Intent, Ticket } from '../signaling/outbox';
import {
  type ConnectionState,
  type JoinRequest,
  type RoomMessage,
  type SessionEvents,
  SignalingSession,
} from '../signaling/signalingSession';
import type { Environment } from './environment';
import type { Notices } from './notices';
import type { SessionMemory } from './sessionMemory';
import { closeTrouble, refusalTrouble } from './signalingTrouble';
import { type Store, sameMedia } from './store';
import type { Trouble } from './trouble';

/** So many connections may fail before somebody who waits is told. */
const FAILURES_UNTIL_TOLD = 2;
/** A join that was refused for the moment (room full after a restart, server busy) is tried again after this. */
const REJOIN_MS = 3_000;
/** Sent in `hello`, for the server's log. */
const CLIENT = 'peercall-web/0.1.0';

export interface RoomSessionEvents {
  joinRequest(): JoinRequest & { readonly media: MediaState };
  received(message: RoomMessage): void;
  settled(ticket: Ticket, failed: boolean): void;
  keep(intent: Intent, ticket: Ticket): boolean;
  /** A first join was refused: back to the lobby. */
  refused(trouble: Trouble): void;
  /** Out of the room, or out of any session, for good. */
  ended(trouble: Trouble): void;
  /** The snapshot says something else of the connection than before. */
  signalingChanged(): void;
}

/** The signaling session of a call: whether somebody wants to be in the room, and what the snapshot says of the connection. */
export class RoomSession {
  readonly #environment: Environment;
  readonly #memory: SessionMemory;
  readonly #store: Store;
  readonly #notices: Notices;
  readonly #events: RoomSessionEvents;
  #session: SignalingSession | null = null;
  #wanted = false;
  /** The media state that the last join has told. */
  #joinedWith: MediaState | null = null;

  constructor(environment: Environment, memory: SessionMemory, store: Store, notices: Notices, events: RoomSessionEvents) {
    this.#environment = environment;
    this.#memory = memory;
    this.#store = store;
    this.#notices = notices;
    this.#events = events;
  }

  /** Somebody wants to be in the room: every new session joins. */
  get wanted(): boolean {
    return this.#wanted;
  }

  /** Connects and greets, without joining. */
  open(): void {
    const session = new SignalingSession({
      openSocket: this.#environment.openSocket,
      clock: this.#environment.clock,
      random: this.#environment.random,
      token: this.#memory,
      client: CLIENT,
      events: this.#sessionEvents(() => session === this.#session),
    });
    this.#session = session;
    session.start();
  }

  join(): void {
    this.#wanted = true;
    if (this.#session === null || this.#session.state === 'closed') this.open();
    else this.#session.join();
  }

  /** Leaves the room, if in one, and closes. */
  close(): void {
    const session = this.#session;
    this.#session = null;
    this.#wanted = false;
    session?.close();
  }

  /** Null when nobody is in a room or on the way into one: it would never be sent. */
  send(intent: Intent): Ticket | null {
    return this.#wanted ? (this.#session?.send(intent) ?? null) : null;
  }

  sendVolatile(message: TypingTo | ReportTo): void {
    this.#session?.sendVolatile(message);
  }

  /** Tells the room what is on the air, unless the join has said the same. */
  tellMedia(media: MediaState): void {
    if (this.#joinedWith !== null && sameMedia(media, this.#joinedWith)) return;
    this.#joinedWith = null;
    this.send({ type: 'update', media });
  }

  networkChanged(): void {
    this.#session?.networkChanged();
  }

  /** See `Lifeline`. */
  assure(hurried: boolean): void {
    this.#session?.check(hurried);
    this.#session?.reconnectNow();
  }

  /** Somebody wants something of the server now: an attempt to connect that waits for its turn does not wait any longer. */
  reconnectNow(): void {
    this.#session?.reconnectNow();
  }

  /** A session that was replaced by another has nothing to say any more. */
  #sessionEvents(current: () => boolean): SessionEvents {
    return {
      stateChanged: (state) => current() && this.#stateChanged(state),
      received: (message) => current() && this.#events.received(message),
      settled: (ticket, error) => current() && this.#events.settled(ticket, error !== null),
      joinRequest: () => (current() && this.#wanted ? this.#joinRequest() : null),
      joinRefused: (error) => current() && this.#refused(refusalTrouble(error), error.retryable),
      keep: (intent, ticket) => this.#events.keep(intent, ticket),
      attemptFailed: (attempts) => current() && this.#attemptFailed(attempts),
      ended: (code, reason) => current() && this.#events.ended(closeTrouble(code, reason)),
    };
  }

  #joinRequest(): JoinRequest {
    const request = this.#events.joinRequest();
    this.#joinedWith = request.media;
    return request;
  }

  #refused(trouble: Trouble, retryable: boolean): void {
    const inCall = this.#store.snapshot.phase === 'in-call';
    if (retryable && (inCall || trouble.code === 'internal')) {
      this.#environment.clock.after(REJOIN_MS, () => this.#wanted && this.#session?.join());
      return;
    }
    this.#wanted = false;
    if (inCall) this.#events.ended(trouble);
    else this.#events.refused(trouble);
  }

  #stateChanged(state: ConnectionState): void {
    const shown = state === 'idle' ? 'closed' : state;
    const { phase, trouble, signaling } = this.#store.snapshot;
    if (shown !== signaling) {
      this.#store.patch({ signaling: shown, signalingSince: this.#environment.clock.now() });
      this.#events.signalingChanged();
    }
    if (phase === 'in-call') {
      if (signaling === 'connected' && shown === 'reconnecting') this.#notices.say('reconnecting');
      if (signaling === 'reconnecting' && shown === 'connected') this.#notices.say('reconnected');
    } else if (shown === 'connected' && trouble?.code === 'server-unreachable') this.#store.patch({ trouble: null });
  }

  /** In a call the signaling state says it all; before one, somebody waits and has to know for what. */
  #attemptFailed(attempts: number): void {
    const { phase, trouble } = this.#store.snapshot;
    if (phase === 'in-call' || attempts < FAILURES_UNTIL_TOLD || trouble !== null) return;
    this.#store.patch({ trouble: { code: 'server-unreachable', retrying: true } });
  }
}
