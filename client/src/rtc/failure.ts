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

const UNREACHABLE = 701;
const UNAUTHORIZED = new Set([401, 403, 438, 441]);
const isTurn = (url: string): boolean => /^turns?:/i.test(url);

/** The most likely cause, as a code of the closed list. A relay that was found outweighs errors of single addresses. */
export function causeOfFailure(evidence: Evidence): TroubleCode {
  if (evidence.dtlsFailed) return 'dtls-failed';
  if (!evidence.heardFromPeer) return 'peer-gone';
  if (evidence.gatheredRelay) return 'no-common-path';
  if (!evidence.turnConfigured) return 'turn-not-configured';
  const ofTurn = evidence.serverErrors.filter(({ url }) => isTurn(url));
  if (ofTurn.some(({ errorCode }) => UNAUTHORIZED.has(errorCode))) return 'turn-unauthorized';
  if (ofTurn.some(({ errorCode }) => errorCode === UNREACHABLE)) return 'turn-unreachable';
  return 'no-common-path';
}
