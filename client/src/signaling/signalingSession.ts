import type { Timer } from '../clock';
import { CLOSE_HEARTBEAT, CLOSE_JOIN_TIMEOUT, isFinalClose } from '../protocol/codes';
import { encodeClientMessage } from '../protocol/encode';
import type { ClientMessage, ErrorMessage, Hello, Joined, ReportTo, Resumed, ServerMessage, TypingTo, Welcome } from '../protocol/messages';
import { MAX_MESSAGE_BYTES, PROTOCOL_VERSION } from '../protocol/messages';
import { parseServerMessage, sequenceOf } from '../protocol/parse';
import { Connection } from './connection';
import { Heartbeat } from './heartbeat';
import { Inbox } from './inbox';
import { type Intent, Outbox, type Pending, type Ticket } from './outbox';
import { reconnectPolicy } from './reconnectPolicy';
import type { ConnectionState, SessionEvents, SessionOptions } from './sessionEvents';

export type { ConnectionState, JoinRequest, RoomMessage, SessionEvents, SessionOptions, TokenStore } from './sessionEvents';

/** So long the server may take for `welcome` or `resumed`. */
const GREETING_MS = 10_000;
/** Attempts that somebody asks for come no closer to the last one than this. */
const WISHED_APART_MS = 1_000;
/** A lobby that nobody leaves is opened again so often, a minute each (close 4404), before it waits for `join`. */
const IDLE_REOPENINGS = 10;

const utf8 = new TextEncoder();

/**
 * The client's end of a session (protocol section 2): it outlives connections, sends again what was not acknowledged, hands on every
 * sequenced message once, and joins again when the server has forgotten it.
 */
export class SignalingSession {
  readonly #options: SessionOptions;
  readonly #events: SessionEvents;
  readonly #outbox = new Outbox();
  readonly #inbox = new Inbox();
  readonly #heartbeat: Heartbeat;
  #state: ConnectionState = 'idle';
  #connection: Connection | null = null;
  #timer: Timer | null = null;
  /** While an attempt waits: when its turn comes, and before when no wish may bring it forward (ms since 1970). */
  #dueAt = 0;
  #notBefore = 0;
  #attempt = 0;
  #session: string | null = null;
  /** Greeted by `welcome` or `resumed` on the present connection. */
  #greeted = false;
  #joined = false;
  #joinId: number | null = null;
  /** After `resumed`: the replay is complete at this `seq`. */
  #replayUntil: number | null = null;
  /** Set while the server stops: nothing is sent, and it is left a random part of this time. */
  #drainingMs: number | null = null;
  #idleReopenings = 0;
  #maxBytes = MAX_MESSAGE_BYTES;
  #beat: Welcome['heartbeat'] = { intervalMs: 25_000, timeoutMs: 5_000 };

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#events = options.events;
    this.#heartbeat = new Heartbeat(
      options.clock,
      () => this.#ping(),
      () => this.#connection?.fail(CLOSE_HEARTBEAT, 'no pong'),
    );
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Connects and says hello, so that a later `join` takes one round trip. */
  start(): void {
    if (this.#connection !== null || this.#state === 'closed') return;
    this.#setState(this.#session === null ? 'connecting' : 'reconnecting');
    this.#connect();
  }

  /** Joins as soon as the server has greeted; see `SessionEvents.joinRequest`. */
  join(): void {
    if (this.#greeted) this.#sendJoin();
    else this.start();
  }

  /** Sends now, or as soon as there is a session again. Settled by `SessionEvents.settled`. */
  send(intent: Intent): Ticket {
    const entry = this.#outbox.add(intent, this.#joined);
    if (this.#mayTransmit) this.#transmit(entry);
    return entry.ticket;
  }

  /** Sends a message about the moment; dropped when there is no connection. */
  sendVolatile(message: TypingTo | ReportTo): void {
    if (this.#mayTransmit) this.#write(message);
  }

  /** The system is online again or the network has changed: tries at once, or asks whether the connection still lives. */
  networkChanged(): void {
    if (this.#greeted) this.#heartbeat.probeAfterChange();
    else if (this.#timer !== null && this.#connection === null) {
      this.#timer.cancel();
      this.#connect();
    }
  }

  /** Asks whether the connection still lives. `hurried`: the answer has little time, as after a change of the network. */
  check(hurried: boolean): void {
    if (!this.#greeted) return;
    if (hurried) this.#heartbeat.probeAfterChange();
    else this.#heartbeat.probe();
  }

  /**
   * Somebody wants something now: an attempt that waits for its turn is made at once. Not within a second of the last one, and not while
   * a server that stops has asked for time (`draining`).
   */
  reconnectNow(): void {
    if (this.#timer === null || this.#connection !== null) return;
    const { clock } = this.#options;
    const at = Math.max(clock.now(), this.#notBefore);
    if (at >= this.#dueAt) return;
    this.#timer.cancel();
    this.#dueAt = at;
    if (at <= clock.now()) this.#connect();
    else this.#timer = clock.after(at - clock.now(), () => this.#connect());
  }

  /** Leaves the room, ends the session and closes the connection; nothing is told afterwards. */
  close(): void {
    if (this.#joined && this.#greeted) this.#write({ type: 'leave', id: this.#outbox.takeId() });
    this.#shut(1000);
  }

  /** Closes without leaving: the server keeps the session for its resume window. */
  abandon(): void {
    this.#shut(4000);
  }

  #shut(code: number): void {
    this.#clearTimers();
    this.#connection?.abandon(code);
    this.#connection = null;
    this.#greeted = false;
    this.#setState('closed');
  }

  get #mayTransmit(): boolean {
    return this.#greeted && this.#joined && this.#drainingMs === null;
  }

  #connect(): void {
    this.#clearTimers();
    this.#notBefore = this.#options.clock.now() + WISHED_APART_MS;
    this.#connection = new Connection(this.#options.openSocket, this.#options.clock, {
      opened: () => this.#sayHello(),
      received: (frame) => this.#receive(frame),
      lost: (code, reason) => this.#lost(code, reason),
    });
  }

  #sayHello(): void {
    const token = this.#options.token.load();
    // A join that was sent may have been applied although `joined` was lost: resuming finds that out and leaves no ghost behind.
    const inRoom = this.#joined || this.#joinId !== null;
    const resume = inRoom && this.#session !== null ? { session: this.#session, lastSeq: this.#inbox.last } : null;
    const hello: Hello = {
      type: 'hello',
      version: PROTOCOL_VERSION,
      ...(this.#options.client === undefined ? {} : { client: this.#options.client }),
      ...(token === null ? {} : { token }),
      ...(resume === null ? {} : { resume }),
    };
    this.#write(hello);
    this.#timer = this.#options.clock.after(GREETING_MS, () => this.#connection?.fail(CLOSE_HEARTBEAT, 'no welcome'));
  }

  #receive(frame: string): void {
    const message = parseServerMessage(frame);
    const seq = message === null ? sequenceOf(frame) : 'seq' in message && message.type !== 'resumed' ? (message.seq ?? null) : null;
    if (seq !== null && !this.#inbox.accept(seq, utf8.encode(frame).length)) return;
    if (message !== null) this.#handle(message);
    if (seq !== null) this.#afterSequenced(message?.type === 'joined');
  }

  #handle(message: ServerMessage): void {
    switch (message.type) {
      case 'welcome':
        this.#welcomed(message);
        return;
      case 'resumed':
        this.#resumed(message);
        return;
      case 'resume-failed':
        // `welcome` follows and starts the new session.
        this.#session = null;
        return;
      case 'ack':
        for (const entry of this.#outbox.acknowledge(message.id)) this.#events.settled(entry.ticket, null);
        return;
      case 'pong':
        this.#heartbeat.pong();
        return;
      case 'error':
        this.#refused(message);
        return;
      case 'draining':
        this.#drainingMs = message.reconnectInMs;
        return;
      case 'joined':
        this.#entered(message);
        return;
      case 'ice-servers':
        this.#options.token.save(message.token);
        this.#events.received(message);
        return;
      default:
        this.#events.received(message);
    }
  }

  #greet(heartbeat: Welcome['heartbeat'] | null): void {
    this.#timer?.cancel();
    this.#timer = null;
    this.#greeted = true;
    this.#attempt = 0;
    if (heartbeat !== null) this.#beat = heartbeat;
    this.#heartbeat.start(this.#beat.intervalMs, this.#beat.timeoutMs);
  }

  #welcomed(welcome: Welcome): void {
    this.#session = welcome.session;
    this.#maxBytes = welcome.maxMessageBytes;
    this.#joined = false;
    this.#joinId = null;
    this.#replayUntil = null;
    this.#inbox.startSession();
    this.#outbox.startSession();
    this.#greet(welcome.heartbeat);
    this.#setState('connected');
    this.#sendJoin();
  }

  #resumed(resumed: Resumed): void {
    if (resumed.token !== undefined) this.#options.token.save(resumed.token);
    this.#greet(null);
    const again = this.#outbox.resume(resumed.lastId);
    this.#replayUntil = resumed.seq;
    this.#endReplay();
    if (this.#joinId !== null && this.#joinId > resumed.lastId) this.#sendJoin(this.#joinId);
    if (this.#joined) for (const entry of again) this.#transmit(entry);
    this.#setState('connected');
  }

  #endReplay(): void {
    if (this.#replayUntil === null || this.#inbox.last < this.#replayUntil) return;
    this.#replayUntil = null;
    for (const entry of this.#outbox.takeProcessed()) this.#events.settled(entry.ticket, null);
  }

  /** `large`: what the server would rather not keep until the next heartbeat. */
  #afterSequenced(large: boolean): void {
    this.#endReplay();
    if (!(large || this.#inbox.confirmationDue) || !this.#greeted) return;
    this.#write({ type: 'ack', seq: this.#inbox.last });
    this.#inbox.confirmed();
  }

  /** `id` is given when the same join is sent again after a resume. */
  #sendJoin(id: number | null = null): void {
    if (this.#joined || (this.#joinId !== null && id === null)) return;
    const request = this.#events.joinRequest();
    if (request === null) return;
    this.#joinId = id ?? this.#outbox.takeId();
    this.#write({ type: 'join', id: this.#joinId, ...request });
  }

  #entered(joined: Joined): void {
    this.#options.token.save(joined.token);
    this.#joinId = null;
    this.#idleReopenings = 0;
    const before = this.#outbox.newest;
    // The application hears of it first: what it keeps depends on who is in the room now. What it says on hearing goes behind that.
    this.#events.received(joined);
    this.#joined = true;
    const keep = ({ ticket, intent }: Pending): boolean => ticket > before || this.#events.keep(intent, ticket);
    for (const entry of this.#outbox.renumber(keep)) this.#transmit(entry);
  }

  #refused(error: ErrorMessage): void {
    if (error.inReplyTo === undefined) return;
    if (error.inReplyTo === this.#joinId) {
      this.#joinId = null;
      this.#events.joinRefused(error);
      return;
    }
    if (error.code === 'draining' && this.#outbox.postpone(error.inReplyTo)) return;
    const entry = this.#outbox.refuse(error.inReplyTo);
    if (entry !== undefined) this.#events.settled(entry.ticket, error);
  }

  #transmit(entry: Pending): void {
    entry.id ??= this.#outbox.takeId();
    const frame = encodeClientMessage({ ...entry.intent, id: entry.id } as ClientMessage);
    if (utf8.encode(frame).length <= this.#maxBytes) {
      this.#connection?.send(frame);
      return;
    }
    // It would end the session (close 1009, final). An id that is never sent leaves a gap, which the protocol allows.
    this.#outbox.drop(entry.ticket);
    const text = `a message of more than ${this.#maxBytes} bytes`;
    this.#events.settled(entry.ticket, { type: 'error', code: 'bad-message', text, retryable: false });
  }

  #ping(): void {
    this.#write(this.#inbox.last > 0 ? { type: 'ping', seq: this.#inbox.last } : { type: 'ping' });
    this.#inbox.confirmed();
  }

  #write(message: ClientMessage): void {
    this.#connection?.send(encodeClientMessage(message));
  }

  #lost(code: number, reason: string): void {
    this.#clearTimers();
    this.#connection = null;
    this.#greeted = false;
    if (isFinalClose(code)) {
      this.#setState('closed');
      this.#events.ended(code, reason);
      return;
    }
    if (code === CLOSE_JOIN_TIMEOUT && this.#idleReopenings++ >= IDLE_REOPENINGS) {
      this.#setState('idle');
      return;
    }
    const { policy = reconnectPolicy, random, clock } = this.#options;
    const wait = this.#drainingMs === null ? policy.delay(this.#attempt, random()) : random() * this.#drainingMs;
    this.#dueAt = clock.now() + wait;
    if (this.#drainingMs !== null) this.#notBefore = this.#dueAt;
    this.#drainingMs = null;
    this.#timer = clock.after(wait, () => this.#connect());
    this.#attempt++;
    this.#setState(this.#session === null ? 'connecting' : 'reconnecting');
    this.#events.attemptFailed(this.#attempt);
  }

  #clearTimers(): void {
    this.#timer?.cancel();
    this.#timer = null;
    this.#heartbeat.stop();
  }

  #setState(state: ConnectionState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#events.stateChanged(state);
  }
}
