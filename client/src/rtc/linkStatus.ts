import type { LinkState } from '../call/snapshot';
import type { Trouble } from '../call/trouble';
import type { Cause } from './cause';
import { RESTARTS_BEFORE_AFRESH } from './iceRecovery';

export interface LinkStatus {
  readonly state: LinkState;
  /** ms since 1970 */
  readonly since: number;
  /** Why it has failed. */
  readonly trouble: Trouble | null;
  /** Why it has failed, or why one that works runs as it does; null where there is nothing to tell. */
  readonly cause: Cause | null;
  /** What the far end takes for the cause; null where it says nothing. */
  readonly farCause: Cause | null;
  /** This end does not send its picture, because the network is too weak. */
  readonly paused: boolean;
  /** Nor does the far end. */
  readonly farPaused: boolean;
  /** From the first description to the first connection. */
  readonly connectMs: number | null;
  readonly restarts: number;
}

/** So long a first connection may take before it counts as failed; it is tried on all the same. */
export const CONNECT_LIMIT_MS = 20_000;
/** So many restarts in vain turn "interrupted" into "failed". */
export const RESTARTS_UNTIL_FAILED = RESTARTS_BEFORE_AFRESH;

export interface LinkFacts {
  readonly previous: LinkState;
  readonly everConnected: boolean;
  readonly connection: RTCPeerConnectionState;
  readonly iceDown: boolean;
  /** Media has stopped arriving. */
  readonly quiet: boolean;
  readonly restartsInVain: number;
  readonly connectingMs: number;
}

/** A link before anything has happened. */
export function firstStatus(now: number): LinkStatus {
  return {
    state: 'connecting',
    since: now,
    trouble: null,
    cause: null,
    farCause: null,
    paused: false,
    farPaused: false,
    connectMs: null,
    restarts: 0,
  };
}

/** The state that a person sees. A restart of a link that works is no interruption. */
export function linkState(facts: LinkFacts): LinkState {
  if (!facts.everConnected) {
    const failed = facts.previous === 'failed' || facts.connection === 'failed' || facts.connectingMs >= CONNECT_LIMIT_MS;
    return failed ? 'failed' : 'connecting';
  }
  if (facts.connection === 'failed' || facts.iceDown || facts.quiet)
    return facts.restartsInVain > RESTARTS_UNTIL_FAILED ? 'failed' : 'interrupted';
  if (facts.connection === 'connected') return 'connected';
  return facts.previous;
}
