import type { LinkState } from '../call/snapshot';
import type { Trouble } from '../call/trouble';

export interface LinkStatus {
  readonly state: LinkState;
  /** ms since 1970 */
  readonly since: number;
  readonly trouble: Trouble | null;
  /** From the first description to the first connection. */
  readonly connectMs: number | null;
  readonly restarts: number;
}

/** So long a first connection may take before it counts as failed; it is tried on all the same. */
export const CONNECT_LIMIT_MS = 20_000;
/** So many restarts in vain turn "interrupted" into "failed". */
export const RESTARTS_UNTIL_FAILED = 3;

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

/** The state that a person sees. A restart of a link that works is no interruption. */
export function linkState(facts: LinkFacts): LinkState {
  if (!facts.everConnected) {
    const failed = facts.previous === 'failed' || facts.connection === 'failed' || facts.connectingMs >= CONNECT_LIMIT_MS;
    return failed ? 'failed' : 'connecting';
  }
  const down = facts.connection === 'failed' || facts.iceDown;
  if (down) return facts.restartsInVain > RESTARTS_UNTIL_FAILED ? 'failed' : 'interrupted';
  if (facts.quiet) return 'interrupted';
  if (facts.connection === 'connected') return 'connected';
  return facts.previous;
}
