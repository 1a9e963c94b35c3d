import type { TroubleCode } from '../call/trouble';
import { isOverUdp, isTurn, parseIceUrl, sameIceUrl } from './iceUrl';

/** Why a link has failed, or why one that works runs as it does: the closed list of docs/troubleshooting.md. */
export const CAUSES = [
  'ok',
  'signaling-lost',
  'signaling-refused',
  'permission-denied',
  'device-missing',
  'device-busy',
  'udp-blocked',
  'stun-unreachable',
  'turn-not-configured',
  'turn-unreachable',
  'turn-unauthorized',
  'turn-expired',
  'turn-quota',
  'turn-forbidden-peer',
  'no-common-path',
  'dtls-failed',
  'peer-gone',
  'relay-forced',
] as const satisfies readonly ('ok' | TroubleCode)[];
export type Cause = (typeof CAUSES)[number];

/** Why this end sends no media although it wanted to. */
export const MEDIA_CAUSES = ['permission-denied', 'device-missing', 'device-busy'] as const satisfies readonly Cause[];
export type MediaCause = (typeof MEDIA_CAUSES)[number];

/** `RTCPeerConnectionIceErrorEvent` (W3C webrtc §4.8.4): a STUN or TURN server did not do what it was asked. */
export interface IceServerError {
  readonly url: string;
  /** A STUN error code, or 701 when the server was not reached. */
  readonly errorCode: number;
  /** The credentials were out of date when it came. */
  readonly expired?: boolean;
}

/** What one end of a link has seen. */
export interface Evidence {
  /** What the cause is asked for. */
  readonly state: 'failed' | 'connected';
  /** This end's own session with the server. */
  readonly signaling: 'connected' | 'lost' | 'refused';
  readonly media: MediaCause | null;
  /** There was a path, and DTLS failed on it. */
  readonly dtlsFailed: boolean;
  readonly heardFromPeer: boolean;
  /** A relay of either end is in the path. */
  readonly relayed: boolean;
  /** How this end reaches its relay, if one is in the path. */
  readonly ownRelayProtocol: string | null;
  readonly relayOnly: boolean;
  readonly farRelayOnly: boolean;
  /** URLs of the configured servers. */
  readonly servers: readonly string[];
  /** Types of this end's candidates. */
  readonly gathered: readonly string[];
  readonly errors: readonly IceServerError[];
  /** Addresses of the far end's UDP candidates that are neither relayed nor hidden behind a name. */
  readonly farAddresses: readonly string[];
  /** Addresses that the TURN server has refused to relay to. */
  readonly refusedPeers: readonly string[];
  /** What else it has refused this end, as the signaling server tells. */
  readonly relayRefusals: readonly string[];
  /** The cause in the far end's last report. */
  readonly farCause: string | null;
}

/** The one code that no server has sent: it was not reached (W3C webrtc §4.8.4). */
export const NOT_REACHED = 701;
/** RFC 8489 §14.8 and RFC 8656 §19: Unauthenticated, Forbidden, Stale Nonce, Wrong Credentials. */
const UNAUTHORIZED = new Set([401, 403, 438, 441]);
/** RFC 8656 §19: Allocation Quota Reached, Insufficient Capacity. */
const QUOTA = new Set([486, 508]);
/** A server that answers and refuses tells more than one that is not there; in this order. */
const REFUSALS = ['turn-expired', 'turn-unauthorized', 'turn-quota'] as const;
/** What the far end may know better than this one. */
const TELLING: readonly string[] = [
  ...REFUSALS,
  'turn-not-configured',
  'turn-unreachable',
  'turn-forbidden-peer',
  'stun-unreachable',
  'udp-blocked',
] satisfies readonly Cause[];

/**
 * Chromium says 701 also for each own address of another family than the server's, which tells nothing about the server: a machine with IPv6 and a server
 * without is the common case.
 */
export function isOfOtherFamily({ errorCode, errorText }: { readonly errorCode: number; readonly errorText: string }): boolean {
  return errorCode === NOT_REACHED && /address is incompatible/i.test(errorText);
}

/** What the error of one TURN server means for a person. */
export function causeOfServerError(errorCode: number, expired = false): (typeof REFUSALS)[number] | 'turn-unreachable' {
  if (UNAUTHORIZED.has(errorCode)) return expired ? 'turn-expired' : 'turn-unauthorized';
  return QUOTA.has(errorCode) ? 'turn-quota' : 'turn-unreachable';
}

/** A code of the list; null for any other word: the far end may send what it likes. */
export function causeNamed(word: string | undefined): Cause | null {
  return CAUSES.find((cause) => cause === word) ?? null;
}

/** The most likely cause. The .NET peer has the same rules; tests/Fixtures/causes holds both to them. */
export function causeOf(evidence: Evidence): Cause {
  return evidence.state === 'connected' ? ofConnected(evidence) : ofFailed(evidence);
}

function ofConnected(evidence: Evidence): Cause {
  const { media, relayed, relayOnly, farRelayOnly, ownRelayProtocol } = evidence;
  if (media !== null) return media;
  if (relayed && (relayOnly || farRelayOnly)) return 'relay-forced';
  return (ownRelayProtocol === 'tcp' || ownRelayProtocol === 'tls') && udpIsSilent(evidence) ? 'udp-blocked' : 'ok';
}

function ofFailed(evidence: Evidence): Cause {
  if (evidence.dtlsFailed) return 'dtls-failed';
  if (evidence.signaling !== 'connected') return evidence.signaling === 'refused' ? 'signaling-refused' : 'signaling-lost';
  if (!evidence.heardFromPeer) return 'peer-gone';
  if (evidence.gathered.includes('relay')) return ofRelayThatDoesNotHelp(evidence);
  return evidence.servers.some(isTurn) ? ofMissingRelay(evidence) : ofNoTurn(evidence);
}

/** A relay that was found outweighs errors of single addresses; what is wrong is on the way from it to the other end, or there. */
function ofRelayThatDoesNotHelp({ farAddresses, refusedPeers, farCause }: Evidence): Cause {
  if (farAddresses.length > 0 && farAddresses.every((address) => refusedPeers.includes(address))) return 'turn-forbidden-peer';
  return farCause !== null && TELLING.includes(farCause) ? (farCause as Cause) : 'no-common-path';
}

function ofNoTurn(evidence: Evidence): Cause {
  if (!udpIsSilent(evidence)) return 'turn-not-configured';
  // One server may be down; several at once mean the network.
  return udpHosts(evidence) > 1 ? 'udp-blocked' : 'stun-unreachable';
}

function ofMissingRelay(evidence: Evidence): Cause {
  const { servers, errors, relayRefusals } = evidence;
  const ofTurn = errors.filter(({ url }) => isTurn(url));
  const told: readonly string[] = [...ofTurn.map(({ errorCode, expired }) => causeOfServerError(errorCode, expired)), ...relayRefusals];
  const refusal = REFUSALS.find((code) => told.includes(code));
  if (refusal !== undefined) return refusal;
  const tcpAnswers = errors.some(({ url, errorCode }) => !isOverUdp(url) && errorCode !== NOT_REACHED);
  if (udpIsSilent(evidence) && (tcpAnswers || (udpHosts(evidence) > 1 && servers.every(isOverUdp)))) return 'udp-blocked';
  // Neither a relay nor a word: browsers take ten seconds to say that a server has not answered, and every beginning anew starts them again.
  return ofTurn.length === 0 || ofTurn.some(({ errorCode }) => errorCode === NOT_REACHED) ? 'turn-unreachable' : 'no-common-path';
}

/** There are servers that UDP leads to, and none of them has been reached. */
function udpIsSilent({ servers, errors, gathered }: Evidence): boolean {
  const overUdp = servers.filter(isOverUdp);
  const silent = (server: string): boolean => errors.some(({ url, errorCode }) => errorCode === NOT_REACHED && sameIceUrl(url, server));
  return overUdp.length > 0 && !gathered.includes('srflx') && overUdp.every(silent);
}

function udpHosts({ servers }: Evidence): number {
  return new Set(servers.filter(isOverUdp).map((url) => parseIceUrl(url)?.host.toLowerCase())).size;
}
