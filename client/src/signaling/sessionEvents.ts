/** What a signaling session is given, and what it tells. */
import type { Clock } from '../clock';
import type {
  ChatFrom,
  ErrorMessage,
  IceServers,
  Join,
  Joined,
  PeerJoined,
  PeerLeft,
  PeerUpdated,
  RelayRefused,
  ReportFrom,
  SignalFrom,
  TypingFrom,
} from '../protocol/messages';
import type { Intent, Ticket } from './outbox';
import type { ReconnectPolicy } from './reconnectPolicy';
import type { OpenSocket } from './socket';

/** `idle`: not started, or closed by the server because nobody joined for long; `join` opens it again. */
export type ConnectionState = 'idle' | 'connecting' | 'connected' | 'reconnecting' | 'closed';

export type JoinRequest = Omit<Join, 'type' | 'id'>;

/** What the room tells. */
export type RoomMessage =
  | Joined
  | PeerJoined
  | PeerUpdated
  | PeerLeft
  | SignalFrom
  | ChatFrom
  | TypingFrom
  | ReportFrom
  | RelayRefused
  | IceServers;

export interface SessionEvents {
  stateChanged(state: ConnectionState): void;
  /** Once for every `seq`, in order; `joined` also after a rejoin in a new session. */
  received(message: RoomMessage): void;
  /** The message behind `ticket` was applied (null) or refused. Not told for what `keep` has dropped. */
  settled(ticket: Ticket, error: ErrorMessage | null): void;
  /** What to join with now; null while nobody wants to be in a room. Asked by `join` and again in every new session. */
  joinRequest(): JoinRequest | null;
  joinRefused(error: ErrorMessage): void;
  /** After a rejoin in a new session: whether a message that was never acknowledged still makes sense. */
  keep(intent: Intent, ticket: Ticket): boolean;
  /** A connection was lost or did not come about; the next attempt is under way. `attempts`: failures since the last one that worked. */
  attemptFailed(attempts: number): void;
  /** A final close code: nothing is retried. */
  ended(code: number, reason: string): void;
}

/** Where the newest token is kept (secret like a password). */
export interface TokenStore {
  load(): string | null;
  save(token: string): void;
}

export interface SessionOptions {
  readonly openSocket: OpenSocket;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly token: TokenStore;
  readonly events: SessionEvents;
  /** Sent in `hello`, for the server's log; at most 64 characters. */
  readonly client?: string;
  readonly policy?: ReconnectPolicy;
}
