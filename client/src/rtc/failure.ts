import type { TroubleCode } from '../call/trouble';

/** `RTCPeerConnectionIceErrorEvent` (W3C webrtc §4.8.4): a STUN or TURN server did not do what it was asked. */
export interface IceServerError {
  readonly url: string;
  /** A STUN error code, or 701 when the server was not reached. */
  readonly errorCode: number;
}

/** What one connection attempt has seen, for telling why there is no path. */
export interface Evidence {
  readonly turnConfigured: boolean;
  readonly gatheredRelay: boolean;
  readonly dtlsFailed: boolean;
  readonly heardFromPeer: boolean;
  readonly serverErrors: readonly IceServerError[];
}

/** The one code that no server has sent: it was not reached (W3C webrtc §4.8.4). */
export const NOT_REACHED = 701;
/** RFC 8489 §14.8 and RFC 8656 §19: Unauthenticated, Forbidden, Stale Nonce, Wrong Credentials. */
const UNAUTHORIZED = new Set([401, 403, 438, 441]);
/** RFC 8656 §19: Allocation Quota Reached, Insufficient Capacity. */
const QUOTA = new Set([486, 508]);
const isTurn = (url: string): boolean => /^turns?:/i.test(url);

/** What the error of one TURN server means for a person. */
export function causeOfServerError(errorCode: number): 'turn-unauthorized' | 'turn-quota' | 'turn-unreachable' {
  if (UNAUTHORIZED.has(errorCode)) return 'turn-unauthorized';
  return QUOTA.has(errorCode) ? 'turn-quota' : 'turn-unreachable';
}

/** The most likely cause, as a code of the closed list. A relay that was found outweighs errors of single addresses. */
export function causeOfFailure(evidence: Evidence): TroubleCode {
  if (evidence.dtlsFailed) return 'dtls-failed';
  if (!evidence.heardFromPeer) return 'peer-gone';
  if (evidence.gatheredRelay) return 'no-common-path';
  if (!evidence.turnConfigured) return 'turn-not-configured';
  const ofTurn = evidence.serverErrors.filter(({ url }) => isTurn(url));
  const causes = ofTurn.map(({ errorCode }) => causeOfServerError(errorCode));
  // A server that answers and refuses tells more than one that is not there.
  if (causes.includes('turn-unauthorized')) return 'turn-unauthorized';
  if (causes.includes('turn-quota')) return 'turn-quota';
  if (ofTurn.some(({ errorCode }) => errorCode === NOT_REACHED)) return 'turn-unreachable';
  return 'no-common-path';
}
